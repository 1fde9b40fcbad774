package frontend

import (
	"strconv"
	"strings"

	"github.com/sevenfold/sevenfold/models"
)

// Sheet is a table of a report as a file: a sheet of a workbook, or a part of a
// CSV file. It holds what the page shows and nothing else.
type Sheet struct {
	Name   string // at most 31 letters, none of []:*?/\
	Heads  []string
	Widths []float64 // of the columns, in characters
	Rows   [][]Cell
}

// Cell is a text, or a number with as many decimals as the page prints.
type Cell struct {
	Text     string  // "" for a number
	Number   float64 // where IsNumber
	IsNumber bool
	Decimals int
	Signed   bool // a difference: printed with its sign
}

// plain is a text that no spreadsheet takes for a formula.
func plain(text string) Cell { return Cell{Text: models.NoFormula(text)} }

// count is a whole number.
func count(n int) Cell { return Cell{Number: float64(n), IsNumber: true} }

// figure is what the page prints, as a number where it is one: "3.8", "−0.3",
// "4"; not "–" and not "1.5 or lower".
func figure(printed string) Cell {
	number, err := strconv.ParseFloat(strings.Replace(printed, "−", "-", 1), 64)
	if err != nil {
		return plain(printed)
	}
	_, decimals, _ := strings.Cut(printed, ".")
	return Cell{Number: number, IsNumber: true, Decimals: len(decimals), Signed: strings.HasPrefix(printed, "+") || strings.HasPrefix(printed, "−")}
}

// String is the cell as a CSV file holds it.
func (c Cell) String() string {
	if c.IsNumber {
		return strconv.FormatFloat(c.Number, 'f', c.Decimals, 64)
	}
	return c.Text
}

func plains(texts ...string) []Cell {
	cells := make([]Cell, len(texts))
	for i, text := range texts {
		cells[i] = plain(text)
	}
	return cells
}
