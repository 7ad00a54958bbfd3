"""All that the student's side can see: nothing here knows a suite, an expected value, or where they lie.

zygote   a clean process that imported torch; forks workers, kills and reaps them
walls    what a worker raises round itself before it sees the submission
loader   the submission's bytes → modules, in memory
engine   the differentiation engine, put out of order
serve    reads calls, lets `side` perform them, answers
side     the student's objects and what can be asked of them
wire     calls and answers as frames of plain data
"""
