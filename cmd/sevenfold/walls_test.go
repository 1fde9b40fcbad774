package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	module = "github.com/sevenfold/sevenfold"
	root   = "../.."
)

// rooms says which other rooms each room may reach, directly or through others.
// A folder within a room, such as store/storetest, may do what its room may.
var rooms = map[string][]string{
	"models":     {},
	"migrations": {},
	"frontend":   {"models"},
	"store":      {"models", "migrations"},
	"mailer":     {"store", "models", "migrations"},
	"handlers":   {"frontend", "store", "models", "migrations"},
	"cmd":        {"handlers", "mailer", "frontend", "store", "models", "migrations"},
}

// owners says which room alone imports a library.
var owners = map[string]string{
	"github.com/prometheus":         "cmd",
	"go.opentelemetry.io":           "cmd",
	"gorm.io":                       "store",
	"github.com/wneessen/go-mail":   "mailer",
	"github.com/gin-gonic/gin":      "handlers",
	"github.com/danielgtaylor/huma": "handlers",
	"github.com/alexedwards/scs":    "handlers",
	"codeberg.org/go-pdf/fpdf":      "frontend",
	"github.com/xuri/excelize":      "frontend",
}

// modelsForeign is all that models imports besides the standard library, of
// which the packages in modelsNever stay outside.
var (
	modelsForeign = []string{"github.com/goccy/go-yaml", "github.com/google/uuid", "golang.org/x/text", "golang.org/x/net/idna"}
	modelsNever   = []string{"context", "database/sql", "net/http", "log", "os"}
	// frontend draws without a server or a database anywhere beneath it.
	frontendNever = []string{"gorm.io", "github.com/gin-gonic/gin", "github.com/danielgtaylor/huma"}
)

// topLevel is everything that lies in the root of the repository.
var topLevel = []string{
	"cmd", "handlers", "models", "store", "mailer", "frontend", "migrations", "docs", "go.mod", "go.sum", "docker-compose.yml",
	"README.md", "Makefile", "Dockerfile", "LICENSE", "CHANGELOG.md", ".ci", ".golangci.yml", ".git", ".gitignore", ".dockerignore",
}

// listed is a package as go list tells of it.
type listed struct {
	ImportPath, Name, Dir string
	GoFiles               []string
	Imports, Deps         []string
}

func (p listed) path() string {
	return strings.TrimPrefix(strings.TrimPrefix(p.ImportPath, module), "/")
}

func (p listed) room() string { return roomOf(p.ImportPath) }

// roomOf returns the room of an import path, or "" when it is not ours.
func roomOf(importPath string) string {
	rest, ours := strings.CutPrefix(importPath, module+"/")
	if !ours {
		return ""
	}
	room, _, _ := strings.Cut(rest, "/")
	return room
}

// under reports whether importPath is library or lies within it; a major
// version in the path makes no difference.
func under(importPath, library string) bool {
	return importPath == library || strings.HasPrefix(importPath, library+"/")
}

// wallBreaches lists what the imports of packages break.
func wallBreaches(packages []listed) []string {
	var found []string
	for _, p := range packages {
		allowed, known := rooms[p.room()]
		if !known {
			found = append(found, p.path()+" is no room of the house")
			continue
		}
		if slices.Contains([]string{"util", "utils", "common", "helper", "helpers", "core", "misc", "base"}, p.Name) {
			found = append(found, p.path()+" has a name that says nothing: "+p.Name)
		}
		for _, dep := range p.Deps {
			if room := roomOf(dep); room != "" && room != p.room() && !slices.Contains(allowed, room) {
				found = append(found, p.path()+" reaches "+room)
			}
			if p.room() == "frontend" && anyUnder(dep, frontendNever) {
				found = append(found, p.path()+" reaches "+dep)
			}
		}
		for _, imported := range p.Imports {
			for library, owner := range owners {
				if under(imported, library) && p.room() != owner {
					found = append(found, p.path()+" imports "+imported+", which belongs to "+owner)
				}
			}
			if p.room() == "models" && !modelsMayImport(imported) {
				found = append(found, p.path()+" imports "+imported)
			}
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

func anyUnder(importPath string, libraries []string) bool {
	return slices.ContainsFunc(libraries, func(library string) bool { return under(importPath, library) })
}

func modelsMayImport(importPath string) bool {
	first, _, _ := strings.Cut(importPath, "/")
	if strings.Contains(first, ".") {
		return roomOf(importPath) == "models" || anyUnder(importPath, modelsForeign)
	}
	return !anyUnder(importPath, modelsNever)
}

// forbiddenCalls are package functions and types that no room uses, by import path.
var forbiddenCalls = map[string][]string{
	"github.com/google/uuid": {"NewUUID", "NewV6", "NewV7", "NewDCEGroup", "NewDCEPerson", "NewDCESecurity"},
	"gorm.io/gorm":           {"Model", "DeletedAt"},
}

// forbiddenMethods are methods of gorm that the store never calls, on any value.
var forbiddenMethods = []string{"AutoMigrate", "Save", "FirstOrCreate", "FirstOrInit"}

// fileBreaches lists what the source of one file breaks.
func fileBreaches(room, name string, source []byte) ([]string, error) {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, name, source, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	var found []string
	if lines := bytes.Count(source, []byte("\n")); lines > 300 {
		found = append(found, fmt.Sprintf("%s has %d lines; the ceiling is 300", name, lines))
	}
	imports := importNames(file)
	ast.Inspect(file, func(node ast.Node) bool {
		switch n := node.(type) {
		case *ast.TypeSpec:
			for _, empty := range []string{"Service", "Manager", "Impl", "Helper", "Util"} {
				if strings.HasSuffix(n.Name.Name, empty) {
					found = append(found, name+" names a type "+n.Name.Name)
				}
			}
		case *ast.SelectorExpr:
			if breach := selectorBreach(room, imports, n); breach != "" {
				found = append(found, fmt.Sprintf("%s:%d uses %s", name, files.Position(n.Pos()).Line, breach))
			}
		}
		return true
	})
	return found, nil
}

func selectorBreach(room string, imports map[string]string, n *ast.SelectorExpr) string {
	if room == "store" && slices.Contains(forbiddenMethods, n.Sel.Name) {
		return "." + n.Sel.Name
	}
	ident, ok := n.X.(*ast.Ident)
	if !ok {
		return ""
	}
	from := imports[ident.Name]
	if slices.Contains(forbiddenCalls[from], n.Sel.Name) {
		return ident.Name + "." + n.Sel.Name
	}
	if room == "models" && from == "time" && slices.Contains([]string{"Now", "Since", "Until", "After", "Tick", "Sleep"}, n.Sel.Name) {
		return ident.Name + "." + n.Sel.Name
	}
	return ""
}

// importNames maps the name by which a file calls an import to its path.
func importNames(file *ast.File) map[string]string {
	names := map[string]string{}
	for _, spec := range file.Imports {
		importPath := strings.Trim(spec.Path.Value, `"`)
		name := path.Base(importPath)
		if spec.Name != nil {
			name = spec.Name.Name
		}
		names[name] = importPath
	}
	return names
}

// strangers lists the entries of the root that do not belong there. What
// .gitignore names is not part of the repository.
func strangers(entries []string, gitignore string) []string {
	var found []string
	for _, name := range entries {
		ignored := slices.ContainsFunc(strings.Fields(gitignore), func(pattern string) bool {
			matched, err := path.Match(strings.Trim(pattern, "/"), name)
			return err == nil && matched
		})
		if !ignored && !slices.Contains(topLevel, name) {
			found = append(found, name)
		}
	}
	return found
}

func listPackages(t *testing.T) []listed {
	t.Helper()
	command := exec.Command("go", "list", "-json=ImportPath,Name,Dir,GoFiles,Imports,Deps", "./...")
	command.Dir = root
	command.Stderr = os.Stderr
	out, err := command.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var packages []listed
	for decoder := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return packages
		} else if err != nil {
			t.Fatal(err)
		}
		packages = append(packages, p)
	}
}

func TestWalls(t *testing.T) {
	packages := listPackages(t)
	for room := range rooms {
		if !slices.ContainsFunc(packages, func(p listed) bool { return p.room() == room }) {
			t.Errorf("the room %s is empty", room)
		}
	}
	for _, breach := range wallBreaches(packages) {
		t.Error(breach)
	}
	for _, p := range packages {
		for _, name := range p.GoFiles {
			source, err := os.ReadFile(filepath.Join(p.Dir, name))
			if err != nil {
				t.Fatal(err)
			}
			found, err := fileBreaches(p.room(), path.Join(p.path(), name), source)
			if err != nil {
				t.Fatal(err)
			}
			for _, breach := range found {
				t.Error(breach)
			}
		}
	}
}

func TestTopLevel(t *testing.T) {
	entries, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	gitignore, err := os.ReadFile(filepath.Join(root, ".gitignore"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	var names []string
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	for _, name := range strangers(names, string(gitignore)) {
		t.Errorf("%s does not belong in the root", name)
	}
}

// A wall that lets everything through would pass the tests above too.
func TestWallsHold(t *testing.T) {
	ours := func(room string) string { return module + "/" + room }
	broken := []listed{
		{ImportPath: ours("models"), Name: "models", Imports: []string{"context", "log/slog", "strings", "golang.org/x/text/cases", "github.com/lib/pq"}},
		{ImportPath: ours("frontend"), Name: "frontend", Deps: []string{ours("models"), ours("store"), "gorm.io/gorm", "html/template"}},
		{ImportPath: ours("handlers"), Name: "handlers", Imports: []string{"gorm.io/gorm", "github.com/gin-gonic/gin"}, Deps: []string{ours("mailer")}},
		{ImportPath: ours("store/common"), Name: "common", Imports: []string{"gorm.io/gorm", "github.com/alexedwards/scs/v2"}},
		{ImportPath: ours("cmd/sevenfold"), Name: "main", Imports: []string{"github.com/wneessen/go-mail"}, Deps: []string{ours("store")}},
		{ImportPath: ours("services"), Name: "services"},
	}
	want := []string{
		"cmd/sevenfold imports github.com/wneessen/go-mail, which belongs to mailer",
		"frontend reaches gorm.io/gorm",
		"frontend reaches store",
		"handlers imports gorm.io/gorm, which belongs to store",
		"handlers reaches mailer",
		"models imports context",
		"models imports github.com/lib/pq",
		"models imports log/slog",
		"services is no room of the house",
		"store/common has a name that says nothing: common",
		"store/common imports github.com/alexedwards/scs/v2, which belongs to handlers",
	}
	if diff := cmp.Diff(want, wallBreaches(broken)); diff != "" {
		t.Errorf("breaches (-want +got):\n%s", diff)
	}

	source := `package store
import ("time"; id "github.com/google/uuid"; "gorm.io/gorm")
type row struct { gorm.Model }
type CycleManager struct{}
func f(db *gorm.DB) { db.AutoMigrate(row{}); db.Where("x").Save(row{}); _ = id.Must(id.NewV7()); _ = id.New(); _ = time.Now() }
` + strings.Repeat("// more\n", 300)
	tests := map[string][]string{
		"store":  {"f.go has 305 lines; the ceiling is 300", "f.go:3 uses gorm.Model", "f.go names a type CycleManager", "f.go:5 uses .AutoMigrate", "f.go:5 uses .Save", "f.go:5 uses id.NewV7"},
		"models": {"f.go has 305 lines; the ceiling is 300", "f.go:3 uses gorm.Model", "f.go names a type CycleManager", "f.go:5 uses id.NewV7", "f.go:5 uses time.Now"},
	}
	for room, want := range tests {
		got, err := fileBreaches(room, "f.go", []byte(source))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", room, diff)
		}
	}
	if got := strangers([]string{"models", "pkg", "bin", "x.out", ".env"}, "/bin/\n*.out\n"); !cmp.Equal(got, []string{"pkg", ".env"}) {
		t.Errorf("strangers in the root: %v", got)
	}
}
