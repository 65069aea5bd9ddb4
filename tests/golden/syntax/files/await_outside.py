import_x = 1
await import_x
