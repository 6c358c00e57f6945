"""A programme as files: programme.yaml, and for each module modules/<slug>/{module.yaml, items.yaml,
lessons/NN-<slug>.md, images/, media/}.

`reading` makes a plan from files, `writing` makes files from a plan; `services.loading` and `services.exporting` do the
same between a plan and the database, so that the two ways are each other's inverse.
"""
