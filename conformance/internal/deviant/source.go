package deviant

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
)

// sourceFile is a source file that has been read.
type sourceFile struct {
	name         string
	source       string
	files        *token.FileSet
	declarations []declaration   // but imports
	known        map[string]bool // the texts of declarations, and the heads of functions
	packageName  string
	nameEnd      token.Pos // of the package
	missing      []string  // packages that are used and not imported
}

func parse(name, source string) (*sourceFile, error) {
	f := &sourceFile{name: name, source: source, files: token.NewFileSet(), known: map[string]bool{}}
	parsed, err := parser.ParseFile(f.files, name, source, 0)
	if err != nil {
		return nil, err
	}
	f.packageName, f.nameEnd = parsed.Name.Name, parsed.Name.End()
	f.missing = missingImports(parsed)
	for _, node := range parsed.Decls {
		if general, ok := node.(*ast.GenDecl); ok && general.Tok == token.IMPORT {
			continue
		}
		d := declaration{f, node}
		f.declarations = append(f.declarations, d)
		f.known[d.text()], f.known[d.head()] = true, true
	}
	return f, nil
}

func (f *sourceFile) declares(text string) bool { return f.known[text] }

// between returns the source from one place to another.
func (f *sourceFile) between(from, to token.Pos) string {
	return f.source[f.files.Position(from).Offset:f.files.Position(to).Offset]
}

// with returns the source with more imports, and more at the beginning of
// functions.
func (f *sourceFile) with(imports map[string]bool, bodies map[string]string) string {
	var woven strings.Builder
	rest := f.files.Position(f.nameEnd).Offset
	woven.WriteString(f.source[:rest])
	for _, path := range slices.Sorted(maps.Keys(imports)) {
		woven.WriteString("\nimport " + strconv.Quote(path))
	}
	for _, d := range f.declarations {
		more := bodies[d.head()]
		if more == "" {
			continue
		}
		begin := f.files.Position(d.function().Body.Lbrace).Offset + 1
		woven.WriteString(f.source[rest:begin] + more + d.line())
		rest = begin
	}
	return woven.String() + f.source[rest:]
}

// declaration is one of a file, at the top level of it.
type declaration struct {
	file *sourceFile
	node ast.Decl
}

func (d declaration) text() string { return d.file.between(d.node.Pos(), d.node.End()) }

func (d declaration) function() *ast.FuncDecl {
	function, _ := d.node.(*ast.FuncDecl)
	return function
}

// head returns a function up to its body, and "" for what is none.
func (d declaration) head() string {
	if d.function() == nil {
		return ""
	}
	return d.file.between(d.node.Pos(), d.function().Body.Lbrace)
}

// body returns what a function does, up to where it returns.
func (d declaration) body() string {
	block := d.function().Body
	text := d.file.between(block.Lbrace+1, block.Rbrace)
	if d.function().Type.Results == nil {
		text += "\nreturn\n"
	}
	return text
}

// line has the compiler name the file, and the line in it, of what follows.
func (d declaration) line() string {
	at := d.node.Pos()
	if d.function() != nil {
		at = d.function().Body.Lbrace
	}
	return fmt.Sprintf("\n//line %s:%d\n", d.file.name, d.file.files.Position(at).Line)
}

// importable are the packages that changes may use without importing them.
var importable = []string{
	"bufio", "bytes", "context", "encoding/binary", "encoding/json", "errors", "fmt", "io", "log/slog", "maps", "math", "net", "os",
	"regexp", "runtime", "slices", "sort", "strconv", "strings", "sync", "sync/atomic", "syscall", "time", "unicode", "unicode/utf16", "unicode/utf8",
	module + "/reference/internal/frame", module + "/reference/internal/message", module + "/reference/internal/socket",
}

// missingImports returns the paths of packages that a file uses and does not
// import.
func missingImports(file *ast.File) []string {
	used := map[string]bool{}
	for _, name := range file.Unresolved {
		used[name.Name] = true
	}
	for _, imported := range file.Imports {
		name, _ := strconv.Unquote(imported.Path.Value)
		delete(used, path.Base(name))
	}
	return slices.DeleteFunc(slices.Clone(importable), func(name string) bool { return !used[path.Base(name)] })
}
