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
func (p ImportPage) OrgChart() bool { return p.Cycle.Name == "" }

// ImportPreviewPage shows what an uploaded file would do. Nothing is saved yet.
type ImportPreviewPage struct {
	Base
	Cycle     CycleHead // zero: the org chart
	UploadID  string
	File      string // its name
	Rows      int    // read, without the header
	Added     int
	Updated   int
	Unchanged int
	Good      int // rows that can be imported
	Leaders   int // different leaders of a roster; 0 for the org chart
	People    int // different people in the file
	Faults    []models.Fault
	MoreFault int // faults beyond those listed
	BadRows   int // rows with at least one fault
}

func (ImportPreviewPage) template() string { return "hr_import_preview.html" }

// OrgChart reports whether the file is the org chart instead of a roster.
func (p ImportPreviewPage) OrgChart() bool { return p.Cycle.Name == "" }
