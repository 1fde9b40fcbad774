package models

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
)

// column is one column that a list may have.
type column struct {
	name     string   // as the documentation calls it
	aliases  []string // other names, folded
	required bool
}

// sheet is a CSV file while it is read: a header, then row after row, and every
// fault on the way. It goes on after a fault, so that all come out at once.
type sheet struct {
	rows    *csv.Reader
	skipped int // lines before the header
	header  []string
	at      []int // column → place in the header, -1 where the file has none
	need    int   // places a row must have
	record  []string
	line    int
	read    int
	faults  []Fault
	faulty  bool  // the row at hand has a fault
	err     error // nothing of the file can be used
}

// openSheet reads a file's header. Faults of the header that leave it unclear
// which column is which make the file unreadable.
func openSheet(r io.Reader, columns []column) (*sheet, error) {
	text, err := openText(r)
	if err != nil {
		return nil, err
	}
	s := newSheet(text)
	var record []string
	for !slices.ContainsFunc(record, filled) {
		record, err = s.rows.Read()
		if errors.Is(err, io.EOF) {
			return nil, unreadable(1, "", "The file is empty. Its first line names the columns, each further line is one row.")
		}
		if _, misquoted := errors.AsType[*csv.ParseError](err); misquoted {
			return nil, unreadable(1+s.skipped, "", "The first line cannot be read. It names the columns; check its quotation marks.")
		}
		if err != nil {
			return nil, err
		}
	}
	s.line = s.lineOfRow()
	for i, name := range record {
		s.header = append(s.header, cleanLine(name))
		if s.header[i] != "" {
			s.need = i + 1
		}
	}
	s.header = s.header[:s.need]
	return s, s.match(columns)
}

func newSheet(text *bufio.Reader) *sheet {
	s := &sheet{}
	comma, found := separatorLine(text)
	if found {
		s.skipped = 1
	} else {
		begin, _ := text.Peek(textAhead)
		comma = separatorOf(begin)
	}
	s.rows = rowsOf(text, comma)
	return s
}

func rowsOf(text io.Reader, comma rune) *csv.Reader {
	rows := csv.NewReader(text)
	rows.Comma = comma
	rows.FieldsPerRecord = -1
	rows.TrimLeadingSpace = comma != '\t' // with tabs it would swallow empty fields
	rows.ReuseRecord = true
	return rows
}

// lineOfRow is the line of the file on which the row just read begins.
func (s *sheet) lineOfRow() int {
	line, _ := s.rows.FieldPos(0)
	return line + s.skipped
}

// match finds the place of every column in the header.
func (s *sheet) match(columns []column) error {
	s.at = slices.Repeat([]int{-1}, len(columns))
	known, unclear := 0, false
	for i, title := range s.header {
		switch c := columnCalled(title, columns); {
		case foldTitle(title) == problemColumn:
		case title == "":
			s.headerFault(fmt.Sprintf("column %d", i+1), "This column has no name, so it is not read. Name it or remove it.")
			s.faults[len(s.faults)-1].Found = ""
		case c < 0:
			s.headerFault(title, "This column is not known, so it is not read. Rename it or remove it.")
		case s.at[c] >= 0:
			s.headerFault(title, fmt.Sprintf("The columns “%s” and “%s” mean the same. Keep one of them.", s.header[s.at[c]], title))
			unclear = true
		default:
			s.at[c] = i
			known++
		}
	}
	if known == 0 {
		return unreadable(s.line, strings.Join(s.header, ", "), "The first line does not name the columns. Begin with: "+required(columns)+".")
	}
	s.need = 0
	for c, column := range columns {
		if column.required && s.at[c] < 0 {
			s.headerFault(column.name, fmt.Sprintf("The column “%s” is missing. Add it, or rename the column that holds it.", column.name))
			s.faults[len(s.faults)-1].Found = ""
			unclear = true
		}
		if column.required {
			s.need = max(s.need, s.at[c]+1)
		}
	}
	if unclear {
		return &Error{Kind: Invalid, Text: "The first line of the file leaves open what its columns mean.", Faults: s.faults}
	}
	return nil
}

func (s *sheet) headerFault(title, problem string) {
	s.faults = append(s.faults, Fault{Line: s.line, Column: title, Found: shorten(title), Problem: problem})
}

// next goes to the next row that can be checked. Empty rows do not count.
func (s *sheet) next() bool {
	for s.err == nil {
		record, err := s.rows.Read()
		if errors.Is(err, io.EOF) {
			return false
		}
		if err == nil && !slices.ContainsFunc(record, filled) {
			continue
		}
		s.read++
		s.faulty = false
		switch {
		case s.read > MaxListRows:
			s.err = unreadable(s.line, "", fmt.Sprintf("The list has more than %d rows. Split it into several lists.", MaxListRows))
		case err != nil:
			s.misread(record, err)
		default:
			s.record, s.line = record, s.lineOfRow()
			if s.fits() {
				return true
			}
		}
	}
	return false
}

func filled(field string) bool { return strings.TrimSpace(field) != "" }

// misread makes a fault of a row that is not CSV. The fields before the fault
// were read, so the next one has it.
func (s *sheet) misread(read []string, err error) {
	parse, ok := errors.AsType[*csv.ParseError](err)
	if !ok {
		s.err = err
		return
	}
	s.line = parse.StartLine + s.skipped
	title := ""
	if at := len(read); at < len(s.header) {
		title = s.header[at]
	}
	s.add(title, "\"", "A quotation mark stands where none belongs, or one is never closed. Write \"\" for a quotation mark inside a quoted text.")
}

// fits checks that a row has as many fields as the header.
func (s *sheet) fits() bool {
	for i := len(s.header); i < len(s.record); i++ {
		if filled(s.record[i]) {
			s.add(fmt.Sprintf("column %d", i+1), s.record[i],
				fmt.Sprintf("This row has %d fields, the first line has %d. Put quotation marks around a text that holds the separator “%s”.", len(s.record), len(s.header), separatorName(s.rows.Comma)))
			return false
		}
	}
	if len(s.record) < s.need {
		s.add(s.header[len(s.record)], "",
			fmt.Sprintf("This row has %d fields, the first line has %d. Add what is missing.", len(s.record), len(s.header)))
		return false
	}
	return true
}

func separatorName(comma rune) string {
	if comma == '\t' {
		return "tab"
	}
	return string(comma)
}

// get returns the row's field in a column, "" where the file has no such column.
func (s *sheet) get(column int) string {
	if i := s.at[column]; i >= 0 && i < len(s.record) {
		return s.record[i]
	}
	return ""
}

// fault notes what is wrong with the row's field in a column.
func (s *sheet) fault(column int, problem string) {
	title := ""
	if i := s.at[column]; i >= 0 {
		title = s.header[i]
	}
	s.add(title, s.get(column), problem)
}

func (s *sheet) add(title, found, problem string) {
	s.faulty = true
	s.faults = append(s.faults, Fault{Line: s.line, Column: title, Found: shorten(found), Problem: problem})
	if len(s.faults) == MaxListFaults {
		s.err = &Error{Kind: Invalid, Text: fmt.Sprintf("The list has %d faults or more; the first are named. Correct what they share and send it again.", MaxListFaults), Faults: s.faults}
	}
}

// done returns the file's error, or the faults in the order of lines and columns.
func (s *sheet) done() ([]Fault, error) {
	if s.err != nil {
		return nil, s.err
	}
	if s.read == 0 {
		return nil, unreadable(s.line, "", "The file names its columns, but has no rows below them.")
	}
	slices.SortStableFunc(s.faults, func(a, b Fault) int {
		if a.Line != b.Line {
			return a.Line - b.Line
		}
		return slices.Index(s.header, a.Column) - slices.Index(s.header, b.Column)
	})
	return s.faults, nil
}

// foldTitle makes "Leader E-Mail", "leader_email" and "LEADER EMAIL" the same.
func foldTitle(title string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, title)
}

// columnCalled returns which column a title means, or -1.
func columnCalled(title string, columns []column) int {
	folded := foldTitle(title)
	return slices.IndexFunc(columns, func(c column) bool {
		return foldTitle(c.name) == folded || slices.Contains(c.aliases, folded)
	})
}

func required(columns []column) string {
	var names []string
	for _, c := range columns {
		if c.required {
			names = append(names, c.name)
		}
	}
	return strings.Join(names, ", ")
}
