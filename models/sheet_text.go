package models

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
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

// textAhead is how much of a file is looked at before it is read.
const textAhead = 32 << 10

// openText reads a file as UTF-8 with \n after each line, a line at a time. The
// encoding is that of its byte order mark; without one, a line that is no UTF-8
// is taken for Windows-1252, in which every byte means something.
func openText(r io.Reader) (*bufio.Reader, error) {
	raw := bufio.NewReaderSize(&bounded{r, MaxListBytes}, textAhead)
	begin, _ := raw.Peek(4)
	switch {
	case bytes.HasPrefix(begin, []byte("PK\x03\x04")), bytes.HasPrefix(begin, []byte("\xd0\xcf\x11\xe0")):
		return nil, unreadable(1, "", "This is a workbook, not a CSV file. Open it, save it as “CSV UTF-8”, and send that file.")
	case bytes.HasPrefix(begin, []byte("\xff\xfe")), bytes.HasPrefix(begin, []byte("\xfe\xff")):
		raw = bufio.NewReaderSize(transform.NewReader(raw, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder()), textAhead)
	case bytes.HasPrefix(begin, []byte("\xef\xbb\xbf")):
		_, _ = raw.Discard(3) // they were seen
	}
	lines := &textLines{raw: raw, end: '\n'}
	if begin, _ := raw.Peek(textAhead); bytes.IndexByte(begin, '\n') < 0 && bytes.IndexByte(begin, '\r') >= 0 {
		lines.end = '\r'
	}
	text := bufio.NewReaderSize(lines, textAhead)
	if _, err := text.Peek(1); err != nil && err != io.EOF {
		return nil, err
	}
	return text, nil
}

// bounded reads as much as a list may have.
type bounded struct {
	r    io.Reader
	left int // bytes
}

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	if b.left -= n; b.left < 0 {
		return 0, unreadable(1, "", fmt.Sprintf("The file is larger than %d MB. Split it into several lists.", MaxListBytes>>20))
	}
	return n, err
}

// textLines gives the lines of a file in UTF-8.
type textLines struct {
	raw  *bufio.Reader
	end  byte   // of a line
	line []byte // what is left of the line at hand
	err  error  // what came after it
}

func (t *textLines) Read(p []byte) (int, error) {
	for len(t.line) == 0 {
		if t.err != nil {
			return 0, t.err
		}
		t.line, t.err = t.raw.ReadBytes(t.end)
		if err := t.decode(); err != nil {
			t.line, t.err = nil, err
		}
	}
	n := copy(p, t.line)
	t.line = t.line[n:]
	return n, nil
}

// decode puts the line at hand into UTF-8.
func (t *textLines) decode() (err error) {
	if !utf8.Valid(t.line) {
		t.line, err = charmap.Windows1252.NewDecoder().Bytes(t.line)
	}
	if err != nil || bytes.IndexByte(t.line, 0) >= 0 {
		return unreadable(1, "", "This is not a CSV file. Save the list as “CSV UTF-8”, and send that file.")
	}
	if last := len(t.line) - 1; last >= 0 && t.line[last] == t.end {
		t.line[last] = '\n'
	}
	return nil
}

// separatorLine reads past the line with which some spreadsheets name the
// separator ("sep=;"), and returns it.
func separatorLine(text *bufio.Reader) (comma rune, found bool) {
	begin, _ := text.Peek(len("sep=;\r\n"))
	first, _, _ := bytes.Cut(begin, []byte{'\n'})
	length := min(len(first)+1, len(begin))
	first = bytes.TrimSuffix(first, []byte{'\r'})
	if len(first) != 5 || !bytes.EqualFold(first[:4], []byte("sep=")) || bytes.IndexByte([]byte(",;\t"), first[4]) < 0 {
		return 0, false
	}
	comma = rune(first[4])
	_, _ = text.Discard(length) // they were seen
	return comma, true
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
