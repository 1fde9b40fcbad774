package frontend

import (
	"strings"
	"unicode"
)

// Title is the name of the report as a document.
func (p ReportPage) Title() string { return p.Report.Leader + ", " + p.Report.Cycle }

// maxFileName is how many letters of a file's name come from names.
const maxFileName = 120

// FileName is a name under which every system can keep the report: "Maya
// Lindqvist, Autumn 2025.pdf".
func (p ReportPage) FileName(extension string) string {
	name := strings.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune(`/\:*?"<>|%`, r), unicode.IsSpace(r):
			return ' '
		case !unicode.IsGraphic(r):
			return -1
		}
		return r
	}, p.Title())
	letters := []rune(strings.Trim(strings.Join(strings.Fields(name), " "), ". "))
	if len(letters) > maxFileName {
		letters = letters[:maxFileName]
	}
	if len(letters) == 0 {
		return "report." + extension
	}
	return string(letters) + "." + extension
}
