package models

import (
	"bytes"
	"fmt"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// The limits of a list that is read.
const (
	MaxListBytes  = 10 << 20
	MaxListRows   = 200_000
	MaxListFaults = 10_000
)

// unreadable says that nothing of a file can be used, and why.
func unreadable(line int, found, problem string) *Error {
	return &Error{Kind: Invalid, Text: problem, Faults: []Fault{{Line: line, Found: shorten(found), Problem: problem}}}
}

// readText reads a whole file and returns it as UTF-8 with \n between lines.
func readText(r io.Reader) ([]byte, error) {
	raw, err := io.ReadAll(io.LimitReader(r, MaxListBytes+1))
	if err != nil {
		return nil, err
	}
	if len(raw) > MaxListBytes {
		return nil, unreadable(1, "", fmt.Sprintf("The file is larger than %d MB. Split it into several lists.", MaxListBytes>>20))
	}
	for _, workbook := range []string{"PK\x03\x04", "\xd0\xcf\x11\xe0"} {
		if bytes.HasPrefix(raw, []byte(workbook)) {
			return nil, unreadable(1, "", "This is a workbook, not a CSV file. Open it, save it as “CSV UTF-8”, and send that file.")
		}
	}
	text, err := decode(raw)
	if err != nil || bytes.IndexByte(text, 0) >= 0 {
		return nil, unreadable(1, "", "This is not a CSV file. Save the list as “CSV UTF-8”, and send that file.")
	}
	if len(bytes.TrimSpace(text)) == 0 {
		return nil, unreadable(1, "", "The file is empty. Its first line names the columns, each further line is one row.")
	}
	if bytes.IndexByte(text, '\n') < 0 {
		text = bytes.ReplaceAll(text, []byte{'\r'}, []byte{'\n'})
	}
	return text, nil
}

// decode turns UTF-8 or UTF-16 with a byte order mark, UTF-8 without one and
// Windows-1252 into UTF-8. What is not UTF-8 is taken for Windows-1252, in which
// every byte means something.
func decode(raw []byte) ([]byte, error) {
	switch {
	case bytes.HasPrefix(raw, []byte("\xff\xfe")), bytes.HasPrefix(raw, []byte("\xfe\xff")):
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(raw)
	case bytes.HasPrefix(raw, []byte("\xef\xbb\xbf")):
		raw = raw[3:]
	}
	if utf8.Valid(raw) {
		return raw, nil
	}
	return charmap.Windows1252.NewDecoder().Bytes(raw)
}

// separatorLine cuts off the line with which some spreadsheets name the
// separator ("sep=;"), and returns it.
func separatorLine(text []byte) (comma rune, rest []byte, found bool) {
	first, rest, _ := bytes.Cut(text, []byte{'\n'})
	first = bytes.TrimSuffix(first, []byte{'\r'})
	if len(first) == 5 && bytes.EqualFold(first[:4], []byte("sep=")) && bytes.IndexByte([]byte(",;\t"), first[4]) >= 0 {
		return rune(first[4]), rest, true
	}
	return 0, text, false
}

// separatorOf counts commas, semicolons and tabs in the header, outside quotes.
func separatorOf(text []byte) rune {
	var counts [128]int
	quoted, begun := false, false
	for _, c := range text {
		if c == '"' {
			quoted = !quoted
		}
		if c == '\n' && !quoted && begun {
			break
		}
		begun = begun || c != '\n' && c != '\r'
		if !quoted && c < 128 {
			counts[c]++
		}
	}
	best := ','
	for _, c := range ";\t" {
		if counts[c] > counts[best] {
			best = c
		}
	}
	return best
}
