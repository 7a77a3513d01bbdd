module github.com/besterprotocol/bester

go 1.26.8
