package models

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
)

// problemColumn is the column that FaultyCSV adds. Reading passes over it, so
// that a corrected file can be sent as it is.
const problemColumn = "problem"

// FaultyCSV returns the header and only the faulty rows of the file that was
// read, with the faults of each in an added column "problem". It keeps the
// file's separator and is UTF-8 with a byte order mark, for spreadsheets.
//
// The person's own fields are given back as they were, so that the corrected
// file can be read again; an apostrophe before "=" would become part of a name.
// What is added is guarded: no echo of a field begins a formula.
func (r Roster) FaultyCSV(original []byte) []byte { return faultyRows(original, r.Faults) }

// FaultyCSV returns the header and only the faulty rows, as Roster.FaultyCSV does.
func (o OrgChart) FaultyCSV(original []byte) []byte { return faultyRows(original, o.Faults) }

func faultyRows(original []byte, faults []Fault) []byte {
	text, err := readText(bytes.NewReader(original))
	if err != nil {
		return nil
	}
	problems := map[int][]string{}
	for _, f := range faults {
		problems[f.Line] = append(problems[f.Line], f.Column+": "+f.Problem)
	}
	s := newSheet(text)
	_, rest, _ := separatorLine(text)
	var out bytes.Buffer
	out.WriteString("\ufeff")
	w := csv.NewWriter(&out)
	w.Comma = s.rows.Comma
	old, header := -1, true
	for {
		from := s.rows.InputOffset()
		record, err := s.rows.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		line := 0
		if parse, ok := errors.AsType[*csv.ParseError](err); ok {
			line = parse.StartLine + s.skipped
			record = []string{NoFormula(string(bytes.TrimSpace(rest[from:s.rows.InputOffset()])))}
		} else {
			line = s.lineOfRow()
		}
		switch {
		case header:
			header = false
			old = slices.IndexFunc(record, func(title string) bool { return foldTitle(title) == problemColumn })
			w.Write(append(without(record, old), problemColumn))
		case problems[line] != nil:
			w.Write(append(without(record, old), NoFormula(strings.Join(problems[line], " "))))
		}
	}
	w.Flush()
	return out.Bytes()
}

// without leaves one field out of a record, if it has it.
func without(record []string, i int) []string {
	if i < 0 || i >= len(record) {
		return slices.Clip(slices.Clone(record))
	}
	return slices.Delete(slices.Clone(record), i, i+1)
}

// NoFormula keeps a spreadsheet from taking a text for a formula: one that begins
// like a formula gets an apostrophe in front. Source of the signs: OWASP, CSV Injection.
func NoFormula(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return "'" + text
	}
	return text
}
