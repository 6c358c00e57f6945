"""A roster file on its way to people and mandates, step by step:

reading   bytes -> sheet             what kind of file it is, and whether it is safe to open
columns   sheet -> table             the header row, and which column is which field
values    cell -> value              or the code of what is wrong with it
judging   table -> entries, faults   every row by itself, then the rows against each other
matching  entries -> plan            who is who (the identity rule), and what would change
writing   plan -> database           in bulk; `services.roster` tells the whole in order
"""
