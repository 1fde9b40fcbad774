package frontend

// DocsURL is where the API is described to people.
const DocsURL = "/docs"

// DocsPage describes the API: every operation with what it takes and answers.
type DocsPage struct {
	Base
	About  string
	Server string // address of this service, without a slash at the end
	Groups []DocsGroup
}

func (DocsPage) template() string { return "docs.html" }

// DocsGroup is the operations of one kind of caller.
type DocsGroup struct {
	Name       string
	About      string
	Operations []DocsOperation
}

// DocsOperation is one thing that a program can ask for.
type DocsOperation struct {
	ID      string // unique, fit to be an anchor
	Method  string
	Path    string
	Summary string
	Sends   string // content type of the body, or ""
	Fields  []DocsField
	Answers []DocsAnswer
}

// DocsField is a parameter or a field of the body.
type DocsField struct {
	Name     string
	Where    string // "in the path", "in the body"
	Kind     string // "integer", "list of string"
	About    string
	Required bool
}

// DocsAnswer is one status that an operation answers with.
type DocsAnswer struct {
	Status string
	About  string
	Form   string // name of the schema, or ""
}
