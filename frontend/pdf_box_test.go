package frontend

import (
	"encoding/xml"
	"testing"
)

// wordBox is a word and where it lies on its sheet, in points.
type wordBox struct {
	left, top, right, bottom float64
	text                     string
}

// wordBoxes reads where every word lies.
func wordBoxes(t *testing.T, pdf []byte) (boxes []wordBox) {
	t.Helper()
	var read struct {
		Words []struct {
			XMin float64 `xml:"xMin,attr"`
			YMin float64 `xml:"yMin,attr"`
			XMax float64 `xml:"xMax,attr"`
			YMax float64 `xml:"yMax,attr"`
			Text string  `xml:",chardata"`
		} `xml:"body>doc>page>word"`
	}
	if err := xml.Unmarshal([]byte(poppler(t, "pdftotext", pdf, "-bbox")), &read); err != nil {
		t.Fatal(err)
	}
	for _, w := range read.Words {
		boxes = append(boxes, wordBox{w.XMin, w.YMin, w.XMax, w.YMax, w.Text})
	}
	if len(boxes) < 500 {
		t.Fatalf("only %d words", len(boxes))
	}
	return boxes
}
