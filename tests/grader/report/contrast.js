// Pairs of ink and paper on the page: how many there are, and those with a contrast below 4.5 (WCAG 2.2).
const seen = new Map();
const channels = (text) => text.match(/[\d.]+/g).map(Number);
const light = (rgb) => rgb.slice(0, 3).map((c) => c / 255).map((c) => c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4)
  .reduce((sum, c, k) => sum + c * [.2126, .7152, .0722][k], 0);
for (const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT); walker.nextNode();) {
  const element = walker.currentNode.parentElement;
  if (!walker.currentNode.data.trim() || ["SCRIPT", "STYLE", "TITLE"].includes(element.tagName.toUpperCase())) continue;
  const style = getComputedStyle(element);
  const ink = element instanceof SVGElement ? style.fill : style.color;
  let behind = element;
  while (behind.parentElement && (channels(getComputedStyle(behind).backgroundColor)[3] ?? 1) === 0) behind = behind.parentElement;
  const paper = getComputedStyle(behind).backgroundColor;
  const [low, high] = [light(channels(ink)), light(channels(paper))].sort((a, b) => a - b);
  seen.set(`${ink} on ${paper}`, (high + .05) / (low + .05));
}
return [seen.size, Array.from(seen).filter((pair) => pair[1] < 4.5)];
