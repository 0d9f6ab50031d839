module github.com/lyncfed/lyncfed/dev

go 1.26.0
