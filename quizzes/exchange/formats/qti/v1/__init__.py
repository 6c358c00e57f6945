"""QTI 1.2 as Canvas, Respondus and Common Cartridge write it."""
