package store_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"slices"
	"strings"
)

// unheard are the verbs that the day leaves out, and why.
var unheard = map[string]string{
	"DB.Ping":             "sends no statement",
	"DB.Migrate":          "once, before the service starts",
	"DB.Surroundings":     "for the command verify: reads the catalogue of the database",
	"DB.Telling":          "reads the settings of the server",
	"Cycles.ToInspect":    "for the command verify, which reads a whole cycle on purpose",
	"Cycles.Inspect":      "as Cycles.ToInspect",
	"Cycles.Exhibits":     "as Cycles.ToInspect",
	"Cycles.AddRaterLate": "is Cycles.AddPersonLate",
	"Cycles.KeyTrouble":   "is Cycles.Get and a look into the key directory",
}

// everyVerbIsHeard reads the store for its verbs: what takes a context and may
// be called from outside.
func (d *workday) everyVerbIsHeard(heard map[string]bool) {
	d.Helper()
	verbs := map[string]bool{}
	files, err := os.ReadDir(".")
	check(d, err)
	for _, file := range files {
		if !strings.HasSuffix(file.Name(), ".go") || strings.HasSuffix(file.Name(), "_test.go") {
			continue
		}
		parsed := must(parser.ParseFile(token.NewFileSet(), file.Name(), nil, parser.SkipObjectResolution))(d)
		for _, declared := range parsed.Decls {
			if verb, ok := verbOf(declared); ok {
				verbs[verb] = true
			}
		}
	}
	if len(verbs) < 100 {
		d.Fatalf("only %d verbs were found", len(verbs))
	}
	for _, verb := range slices.Sorted(maps.Keys(verbs)) {
		if left := unheard[verb] != ""; heard[verb] == left {
			d.Errorf("%s: heard %v, left out %v", verb, heard[verb], left)
		}
	}
}

// verbOf is the name of a method that takes a context first: "Cycles.Get".
func verbOf(declared ast.Decl) (verb string, ok bool) {
	f, ok := declared.(*ast.FuncDecl)
	if !ok || f.Recv == nil || !f.Name.IsExported() || len(f.Type.Params.List) == 0 {
		return "", false
	}
	first, ok := f.Type.Params.List[0].Type.(*ast.SelectorExpr)
	if !ok || first.Sel.Name != "Context" {
		return "", false
	}
	of := f.Recv.List[0].Type
	if pointer, ok := of.(*ast.StarExpr); ok {
		of = pointer.X
	}
	name, ok := of.(*ast.Ident)
	return name.Name + "." + f.Name.Name, ok && name.IsExported()
}
