package models

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// How tangled a file may be. A questionnaire needs a fraction of it, and beyond
// it the parser's time grows with the square of what was sent.
const (
	maxYAMLLine  = 4096 // bytes
	maxYAMLDepth = 16   // brackets within brackets
)

// ReadQuestionnaire reads a questionnaire from YAML in UTF-8, with or without a
// byte order mark. Unknown fields are faults. The error is Invalid and holds
// every fault with its line; a file that is no YAML has one.
func ReadQuestionnaire(text []byte) (Questionnaire, error) {
	if len(text) > MaxQuestionnaireBytes {
		return Questionnaire{}, unreadable(1, "", fmt.Sprintf("The questionnaire is larger than %d KB.", MaxQuestionnaireBytes>>10))
	}
	text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
	if !utf8.Valid(text) {
		return Questionnaire{}, unreadable(1, "", "The questionnaire is not UTF-8 text. Save it as UTF-8 and send it again.")
	}
	if line := tangled(text); line > 0 {
		return Questionnaire{}, unreadable(line, "", "This line is too long, or its brackets are too deep, for a questionnaire. Write one field to a line.")
	}
	file, err := parser.ParseBytes(text, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		return Questionnaire{}, unreadableYAML(err)
	}
	if len(file.Docs) != 1 || file.Docs[0].Body == nil {
		return Questionnaire{}, unreadable(1, "", "The file is empty, or holds several documents. A questionnaire is one.")
	}
	r := yamlReader{lines: map[string]int{}}
	return r.questionnaire(file.Docs[0].Body).checked(r.lines, r.faults)
}

// tangled returns the first line that no questionnaire needs, or 0.
func tangled(text []byte) int {
	line, depth := 0, 0
	for row := range bytes.Lines(text) {
		line++
		for _, b := range row {
			switch b {
			case '[', '{':
				depth++
			case ']', '}':
				depth = max(0, depth-1)
			}
			if depth > maxYAMLDepth {
				return line
			}
		}
		if len(row) > maxYAMLLine {
			return line
		}
	}
	return 0
}

func unreadableYAML(err error) *Error {
	line, problem := 1, "The questionnaire is not YAML as it is needed here."
	if e, ok := errors.AsType[yaml.Error](err); ok {
		problem += " Here: " + shorten(e.GetMessage()) + "."
		if at := e.GetToken(); at != nil && at.Position != nil {
			line = max(1, at.Position.Line)
		}
	}
	return &Error{Kind: Invalid, Text: "The questionnaire cannot be read.", Faults: []Fault{{Line: line, Problem: problem}}}
}

// yamlReader takes a parsed file apart field by field, so that every fault of
// its form is found at once and every field has its line.
type yamlReader struct {
	lines  map[string]int // path → line
	faults []Fault
}

func (r *yamlReader) questionnaire(node ast.Node) (q Questionnaire) {
	f := r.fields("$", node, "id", "version", "language", "title", "stem", "scale", "not_observed", "competencies", "questions")
	q.ID, q.Language, q.Title = r.text(f, "id"), r.text(f, "language"), r.text(f, "title")
	q.Version = r.number(f, "version")
	stem := r.fields("$.stem", f.at["stem"], "others", "self")
	q.Stem = Wording{r.text(stem, "others"), r.text(stem, "self")}
	unseen := r.fields("$.not_observed", f.at["not_observed"], "label", "hint")
	q.NotObserved = NotObserved{r.text(unseen, "label"), r.text(unseen, "hint")}
	for path, n := range r.list(f, "scale") {
		point := r.fields(path, n, "value", "label")
		q.Scale = append(q.Scale, ScalePoint{r.number(point, "value"), r.text(point, "label")})
	}
	for path, n := range r.list(f, "competencies") {
		q.Competencies = append(q.Competencies, r.competency(path, n))
	}
	for path, n := range r.list(f, "questions") {
		id, words := r.asked(path, n)
		q.Questions = append(q.Questions, OpenQuestion{id, words.Others, words.Self})
	}
	return q
}

func (r *yamlReader) competency(path string, node ast.Node) Competency {
	f := r.fields(path, node, "id", "name", "shift", "expert_strength", "leader_strength", "items", "actions")
	c := Competency{ID: r.text(f, "id"), Name: r.text(f, "name"), Shift: r.text(f, "shift"),
		ExpertStrength: r.text(f, "expert_strength"), LeaderStrength: r.text(f, "leader_strength")}
	for at, n := range r.list(f, "items") {
		id, words := r.asked(at, n)
		c.Items = append(c.Items, Item{id, words.Others, words.Self})
	}
	for at, n := range r.list(f, "actions") {
		c.Actions = append(c.Actions, r.scalar(at, n))
	}
	return c
}

// asked reads an item or an open question.
func (r *yamlReader) asked(path string, node ast.Node) (id string, words Wording) {
	f := r.fields(path, node, "id", "others", "self")
	return r.text(f, "id"), Wording{r.text(f, "others"), r.text(f, "self")}
}

// yamlFields are the fields of one mapping.
type yamlFields struct {
	path string
	at   map[string]ast.Node
}

// fields reads a mapping. A missing one has no fields; that its parts are
// missing is found by the check.
func (r *yamlReader) fields(path string, node ast.Node, known ...string) yamlFields {
	f := yamlFields{path, map[string]ast.Node{}}
	if node == nil {
		return f
	}
	mapping, ok := node.(*ast.MappingNode)
	if !ok {
		r.fault(path, node, "Here stand fields, each as “name: value”: "+strings.Join(known, ", ")+".")
		return f
	}
	r.lines[path] = lineOfNode(mapping)
	for _, value := range mapping.Values {
		name := value.Key.GetToken().Value
		at := path + "." + shorten(name)
		switch {
		case !slices.Contains(known, name):
			r.lines[at] = lineOfNode(value.Key)
			r.fault(at, value.Key, "This field is not known here. The fields are: "+strings.Join(known, ", ")+".")
		case f.at[name] != nil:
			r.fault(at, value.Key, "This field stands here twice. Keep one of them.")
		default:
			r.lines[at] = lineOfNode(value.Value)
			f.at[name] = value.Value
		}
	}
	return f
}

// list yields the path and node of each entry of a list. A missing one is empty.
func (r *yamlReader) list(f yamlFields, name string) func(yield func(string, ast.Node) bool) {
	path := f.path + "." + name
	return func(yield func(string, ast.Node) bool) {
		node := f.at[name]
		if _, none := node.(*ast.NullNode); none || node == nil {
			return
		}
		sequence, ok := node.(*ast.SequenceNode)
		if !ok {
			r.fault(path, node, "Here stands a list, each entry on a line that begins with “- ”.")
			return
		}
		for i, value := range sequence.Values {
			at := fmt.Sprintf("%s[%d]", path, i)
			r.lines[at] = lineOfNode(value)
			if !yield(at, value) {
				return
			}
		}
	}
}

func (r *yamlReader) text(f yamlFields, name string) string {
	if f.at[name] == nil {
		return ""
	}
	return r.scalar(f.path+"."+name, f.at[name])
}

// scalar reads words. A number or a yes is taken as it is written.
func (r *yamlReader) scalar(path string, node ast.Node) string {
	switch n := node.(type) {
	case *ast.NullNode:
		return ""
	case *ast.StringNode:
		return n.Value
	case *ast.LiteralNode:
		return n.Value.Value
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		return n.GetToken().Value
	}
	r.fault(path, node, "Here stand words. Put quotation marks around them if they begin with one of & * ! [ {.")
	return ""
}

func (r *yamlReader) number(f yamlFields, name string) int {
	node := f.at[name]
	if node == nil {
		return 0
	}
	n, err := strconv.Atoi(node.GetToken().Value)
	if _, number := node.(*ast.IntegerNode); !number || err != nil {
		r.fault(f.path+"."+name, node, "Here stands a whole number.")
	}
	return n
}

func (r *yamlReader) fault(path string, node ast.Node, problem string) {
	found := ""
	if at := node.GetToken(); at != nil {
		found = shorten(at.Value)
	}
	r.faults = append(r.faults, Fault{Line: lineOfNode(node), Column: strings.TrimPrefix(path, "$."), Found: found, Problem: problem})
}

func lineOfNode(node ast.Node) int {
	if at := node.GetToken(); at != nil && at.Position != nil {
		return max(1, at.Position.Line)
	}
	return 1
}
