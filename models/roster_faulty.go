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
func (r Roster) FaultyCSV(original io.Reader) ([]byte, error) { return faultyRows(original, r.Faults) }

// FaultyCSV returns the header and only the faulty rows, as Roster.FaultyCSV does.
func (o OrgChart) FaultyCSV(original io.Reader) ([]byte, error) {
	return faultyRows(original, o.Faults)
}

func faultyRows(original io.Reader, faults []Fault) ([]byte, error) {
	text, err := openText(original)
	if err != nil {
		return nil, err
	}
	problems := map[int][]string{}
	for _, f := range faults {
		problems[f.Line] = append(problems[f.Line], f.Column+": "+f.Problem)
	}
	s := newSheet(text)
	said := &aloud{r: text}
	s.rows = rowsOf(said, s.rows.Comma)
	var out bytes.Buffer
	out.WriteString("\ufeff")
	w := csv.NewWriter(&out)
	w.Comma = s.rows.Comma
	old, header := -1, true
	for {
		record, err := s.rows.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		raw := said.until(s.rows.InputOffset())
		line := 0
		if parse, ok := errors.AsType[*csv.ParseError](err); ok {
			line = parse.StartLine + s.skipped
			record = []string{NoFormula(string(bytes.TrimSpace(raw)))}
		} else if err != nil {
			return nil, err
		} else {
			line = s.lineOfRow()
		}
		switch {
		case header && slices.ContainsFunc(record, filled):
			header = false
			old = slices.IndexFunc(record, func(title string) bool { return foldTitle(title) == problemColumn })
			w.Write(append(without(record, old), problemColumn))
		case problems[line] != nil:
			w.Write(append(without(record, old), NoFormula(strings.Join(problems[line], " "))))
		}
	}
	w.Flush()
	return out.Bytes(), nil
}

// aloud remembers what was read of a text and not asked for yet.
type aloud struct {
	r    io.Reader
	said []byte
	at   int64 // where said begins
}

func (a *aloud) Read(p []byte) (int, error) {
	n, err := a.r.Read(p)
	a.said = append(a.said, p[:n]...)
	return n, err
}

// until returns what was read from where it ended last up to an offset, and
// forgets it.
func (a *aloud) until(offset int64) []byte {
	n := offset - a.at
	said := slices.Clone(a.said[:n])
	a.said, a.at = slices.Delete(a.said, 0, int(n)), offset
	return said
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
