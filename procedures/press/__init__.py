"""The press: sheets, boards and labels as PDF, made in a process of its own. Nothing here knows the database.

`worker` is that process, `arrange` turns a stored sheet into what the templates set, `bind` joins what was set.
"""
