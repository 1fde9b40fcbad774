package frontend

import "github.com/sevenfold/sevenfold/models"

// ImportPage asks for a CSV file: the roster of a cycle, or with a zero Cycle
// the org chart.
type ImportPage struct {
	Base
	Cycle CycleHead // zero: the org chart
}

func (ImportPage) template() string { return "hr_import.html" }

// OrgChart reports whether the file is the org chart instead of a roster.
func (p ImportPage) OrgChart() bool { return !p.Cycle.Known() }

// ImportPreviewPage shows what an uploaded file would do. Nothing is saved yet.
type ImportPreviewPage struct {
	Base
	Cycle      CycleHead // zero: the org chart
	UploadID   string
	File       string // its name
	Rows       int    // read, without the header
	Added      int
	Updated    int
	Unchanged  int
	Good       int // rows that can be imported
	Leaders    int // different leaders of a roster; 0 for the org chart
	People     int // different people in the file
	Faults     []models.Fault
	MoreFaults int // faults beyond those listed
	BadRows    int // rows with at least one fault
}

func (ImportPreviewPage) template() string { return "hr_import_preview.html" }

// OrgChart reports whether the file is the org chart instead of a roster.
func (p ImportPreviewPage) OrgChart() bool { return !p.Cycle.Known() }

// Action is where the form is sent.
func (p ImportPage) Action() string { return importURL(p.Cycle) }

// Back is where the page was reached from.
func (p ImportPage) Back() string {
	if p.OrgChart() {
		return PeopleURL
	}
	return p.Cycle.URL()
}

// URL is the address of the preview, where its forms are sent.
func (p ImportPreviewPage) URL() string { return importURL(p.Cycle) + "/" + p.UploadID }

// Again is where another file can be chosen.
func (p ImportPreviewPage) Again() string { return importURL(p.Cycle) }

// Heading says in one line what was found.
func (p ImportPreviewPage) Heading() string {
	switch {
	case len(p.Faults) == 0:
		return "Every row is fine"
	case p.Good == 0:
		return "No row can be imported yet"
	}
	return upper(countOf(p.BadRows, "row needs", "rows need")) + " fixing"
}

func importURL(cycle CycleHead) string {
	if cycle.Known() {
		return cycle.URL("import")
	}
	return PeopleURL + "/import"
}

// ColumnLine explains a column of a file.
type ColumnLine struct {
	Name string
	Text string
}

// Columns explains the columns of the file.
func (p ImportPage) Columns() []ColumnLine {
	if p.OrgChart() {
		return []ColumnLine{
			{"email", "The person’s address. It tells people apart."},
			{"name", "The full name."},
			{"manager_email", "The address of the person’s manager; empty at the top."},
			{"title", "The job title, if you like."},
			{"department", "The department, for the overview of the organisation."},
			{"language", "The language of mails, for instance en; empty means English."},
		}
	}
	return []ColumnLine{
		{"leader_email", "The address of the leader the feedback is about."},
		{"leader_name", "The leader’s full name."},
		{"role_since", "Since when the leader has this role, as 2025-03-01; may be empty."},
		{"rater_email", "The address of the person who is asked."},
		{"rater_name", "That person’s full name."},
		{"relationship", "How the rater stands to the leader: self, manager, peer or report."},
	}
}
