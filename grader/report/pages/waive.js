"use strict";
// One click takes the line for adjustments.csv along; where a browser refuses, the line is shown to be copied by hand.
for (const button of document.querySelectorAll("button.waive")) {
  button.addEventListener("click", async () => {
    const line = button.dataset.line;
    try {
      await navigator.clipboard.writeText(line + "\n");
      button.textContent = "Copied: " + line;
    } catch {
      const shown = document.createElement("code");
      shown.textContent = line;
      button.replaceWith(shown);
      getSelection().selectAllChildren(shown);
    }
  });
}
