"""Suites, run, and the words that they are written in.

`session` starts a pytest of its own, `recorder` is the plugin in it that opens students and notes outcomes, `verdict`
says what a failed test is. Suites compare by `expect`, draw values by `draw`, raise what stands in `mismatch`, and
name the mistake by `hints`.
"""
