package frontend

import (
	"html/template"
	"strconv"
)

// What a report shows hundreds of times is written here and not by a template,
// which takes a microsecond for each value. Nothing of it was typed by anybody: a
// shape that is not among these is not drawn, and the rest are numbers.

// strokes are the drawings of the sources: beside a name, and on a track up to x.
var strokes = strokesOf("self", "others", "manager", "peers", "reports")

type stroke struct{ marker, mark template.HTML }

func strokesOf(names ...string) map[string]stroke {
	all := make(map[string]stroke, len(names))
	for _, name := range names {
		use := `<use href="#m-` + name + `"`
		all[name] = stroke{
			marker: template.HTML(`<svg class="mk g-` + name + `" width="16" height="16" viewBox="-8 -8 16 16" aria-hidden="true">` + use + `/></svg>`),
			mark:   template.HTML(use + ` class="g-` + name + `" x="`),
		}
	}
	return all
}

// markerSVG is the shape of a source beside its name.
func markerSVG(shape string) template.HTML { return strokes[shape].marker }

// marksSVG is the shapes on a track.
func marksSVG(list []Mark) template.HTML {
	var svg []byte
	for _, m := range list {
		if shape, ok := strokes[m.Shape]; ok {
			svg = append(append(svg, shape.mark...), m.X...)
			svg = append(append(append(svg, `" y="`...), strconv.Itoa(m.Y)...), `"/>`...)
		}
	}
	return template.HTML(svg)
}
