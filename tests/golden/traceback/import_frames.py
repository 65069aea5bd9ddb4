import data.broken
