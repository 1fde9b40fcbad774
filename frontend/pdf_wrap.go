package frontend

import "strings"

// wrap breaks runs into lines at spaces, and a word that is wider than the line
// between letters. It returns at least one line.
func (p *pen) wrap(width float64, runs []run) [][]run {
	w := wrapping{pen: p, width: width}
	for _, r := range runs {
		text := written(r.text)
		p.unwritten = p.unwritten || strings.Contains(text, missing)
		for i, word := range strings.Split(text, " ") {
			if i > 0 {
				w.space = true
			}
			if word != "" {
				w.add(r.style, word)
			}
		}
	}
	if len(w.line) > 0 || len(w.done) == 0 {
		w.breakLine()
	}
	if len(w.done[0]) == 0 && len(runs) > 0 { // an empty paragraph keeps its height
		w.done[0] = []run{{runs[0].style, ""}}
	}
	return w.done
}

// wrapping is a paragraph while it is broken into lines.
type wrapping struct {
	*pen
	width float64
	done  [][]run
	line  []run
	used  float64
	space bool // a space stands before the next word
}

func (w *wrapping) breakLine() {
	w.done = append(w.done, w.line)
	w.line, w.used, w.space = nil, 0, false
}

func (w *wrapping) add(s style, word string) {
	if w.space && len(w.line) > 0 {
		if w.used+w.widthOf(s, " "+word) <= w.width {
			w.append(s, " "+word)
			return
		}
		w.breakLine()
	}
	w.space = false
	for w.used+w.widthOf(s, word) > w.width {
		head := w.head(s, word)
		if head == "" { // nothing more fits into this line
			w.breakLine()
			continue
		}
		w.append(s, head)
		word = word[len(head):]
		w.breakLine()
	}
	if word != "" {
		w.append(s, word)
	}
}

// head is as much of a word as fits into the line: at least one letter if the
// line is empty.
func (w *wrapping) head(s style, word string) string {
	end := 0
	for i, letter := range word {
		next := i + len(string(letter))
		if w.used+w.widthOf(s, word[:next]) > w.width && (end > 0 || len(w.line) > 0) {
			break
		}
		end = next
		if w.used+w.widthOf(s, word[:next]) > w.width {
			break
		}
	}
	return word[:end]
}

// append adds text to the line, to the last run if it looks the same.
func (w *wrapping) append(s style, text string) {
	if last := len(w.line) - 1; last >= 0 && w.line[last].style == s {
		w.line[last].text += text
	} else {
		w.line = append(w.line, run{s, text})
	}
	w.used += w.widthOf(s, text)
	w.space = false
}
