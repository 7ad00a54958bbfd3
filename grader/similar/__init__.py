"""Who shares more than the handout and the class explain: pairs of submissions, for people to look at.

tokens.py        sources → tokens, in which names of one's own, comments and layout count for nothing
fingerprints.py  tokens → the fingerprints of a submission, and what two of them share
ranking.py       submissions → pairs, by the weight of what they share: the rarer in the class, the more
page.py          pairs → pages with both sources side by side
"""
