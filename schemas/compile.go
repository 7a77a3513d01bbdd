package schemas

import (
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v5"
)

// base is the address the schemas are named under. Nothing is fetched from it.
const base = "https://github.com/besterprotocol/bester/schemas/1.0/"

// suffix ends the name of every schema file.
const suffix = ".schema.json"

// compiled is a set of schemas, ready to be used by many goroutines.
type compiled struct {
	schemas   map[Kind]*jsonschema.Schema
	documents map[string]any // the schema files as JSON values, by address
}

// compile reads the schema files at the top of files and compiles those of the
// given kinds.
func compile(files fs.FS, kinds []Kind) (*compiled, error) {
	c := &compiled{make(map[Kind]*jsonschema.Schema), make(map[string]any)}
	compiler, err := c.load(files)
	if err != nil {
		return nil, err
	}
	for _, kind := range kinds {
		schema, err := compiler.Compile(base + string(kind) + suffix)
		if err != nil {
			return nil, fmt.Errorf("schemas: compile %s%s: %w", kind, suffix, err)
		}
		c.schemas[kind] = schema
	}
	return c, nil
}

// load reads the schema files and returns a compiler that knows them, and
// knows nothing else.
func (c *compiled) load(files fs.FS) (*jsonschema.Compiler, error) {
	compiler := jsonschema.NewCompiler()
	compiler.Draft = jsonschema.Draft2020
	compiler.LoadURL = refuse
	names, err := fs.Glob(files, "*"+suffix)
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		if err := c.add(compiler, files, name); err != nil {
			return nil, fmt.Errorf("schemas: read %s: %w", name, err)
		}
	}
	return compiler, nil
}

// add reads one schema file.
func (c *compiled) add(compiler *jsonschema.Compiler, files fs.FS, name string) error {
	text, err := fs.ReadFile(files, name)
	if err != nil {
		return err
	}
	var document any
	if err := json.Unmarshal(text, &document); err != nil {
		return err
	}
	c.documents[base+name] = document
	return compiler.AddResource(base+name, strings.NewReader(string(text)))
}

// refuse keeps the compiler from fetching a schema it does not have.
func refuse(url string) (io.ReadCloser, error) {
	return nil, fmt.Errorf("%s is not among the schemas, and nothing is fetched", url)
}
