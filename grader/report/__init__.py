"""What people and machines read of a grading, each made from the same records; none of them judges.

`scores_json` writes, `read_back` reads; `sources` and `fingerprint` say which grader it was. `shown` is what a student
may see, `feedback` the student's page, `terminal` the table of one; `site`, `tally` and `gradebook` are
those of a class, with `roll`, all that lies in a folder of results, `member`, what the roster says of one, `handed_in`,
the source with what was found in it, `alike`, pairs that share much, and `changes` since the last time. `anonymous`
makes pages that name nobody, by `mask`. `seal` tells a hand's mark from a grading's. `words` and `render` (with
`pages/`) put it into words and into HTML.
"""
