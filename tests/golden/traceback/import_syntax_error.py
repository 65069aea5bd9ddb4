import data.wrong_syntax
