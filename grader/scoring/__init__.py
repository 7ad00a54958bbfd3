"""Outcomes → points. `rubric` says what there is to earn, before anything ran; `outcomes` what became of each test;
`scorecard` adds up, with the cap for breaking the rule. `late_rule` is the rubric's part about lateness.
"""
