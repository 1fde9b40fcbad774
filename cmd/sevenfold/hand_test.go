package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// shotsDir is where a picture of every step goes. Git ignores it.
var shotsDir = filepath.Join(root, "screenshots")

// hand is somebody at a browser: it clicks and types as a person does, counts,
// and may take a picture of every step.
type hand struct {
	*testing.T
	tab    context.Context
	said   *console
	path   string // of the pictures; "" for none
	clicks int    // of the mouse
	keys   int    // pressed one by one
	fields int    // typed into
	steps  int
	began  time.Time
}

// newHand opens a window of its own: on a phone or on a desk.
func newHand(t *testing.T, path string, width int64) *hand {
	t.Helper()
	tab, _ := openBrowser(t)
	h := &hand{T: t, tab: tab, said: listenTo(tab), began: time.Now()}
	h.do(emulation.SetDeviceMetricsOverride(width, 900, 1, false), emulation.SetFocusEmulationEnabled(true))
	if path == "" {
		return h
	}
	h.path = filepath.Join(shotsDir, path)
	if err := errors.Join(os.RemoveAll(h.path), os.MkdirAll(h.path, 0o755)); err != nil {
		t.Fatal(err)
	}
	return h
}

// do carries out actions, and tells where it was if one cannot be.
func (h *hand) do(actions ...chromedp.Action) {
	h.Helper()
	if err := chromedp.Run(h.tab, actions...); err != nil {
		h.stuck(err)
	}
}

func (h *hand) stuck(err error) {
	h.Helper()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(h.tab), 5*time.Second)
	defer cancel()
	var address, page string
	_ = chromedp.Run(ctx, chromedp.Location(&address), chromedp.Text("main", &page)) // as far as it answers
	h.Fatalf("%v at %s; the console says %q; the page says %.600s", err, address, h.said.all(), page)
}

// await looks at a page that may load itself again until it says something. A
// question that the browser was asked while it changed pages may never be
// answered, so it is asked anew.
func (h *hand) await(expression string) (said string) {
	h.Helper()
	for h.tab.Err() == nil {
		ctx, cancel := context.WithTimeout(h.tab, 2*time.Second)
		err := chromedp.Run(ctx, chromedp.Evaluate(expression, &said))
		cancel()
		if err == nil && said != "" {
			return said
		}
		<-time.After(20 * time.Millisecond)
	}
	h.stuck(fmt.Errorf("waiting for %s: %w", expression, h.tab.Err()))
	return ""
}

// appears waits for an element that can be seen.
func (h *hand) appears(selector string) {
	h.Helper()
	h.await(fmt.Sprintf(`document.querySelector(%q)?.checkVisibility() ? "there" : ""`, selector))
}

// open goes to an address, as a link in a mail does.
func (h *hand) open(address string) {
	h.Helper()
	h.do(chromedp.Navigate(address))
	h.shot()
}

// leave clicks what leads to another page, and waits for that one.
func (h *hand) leave(selector string) {
	h.Helper()
	h.clicks++
	if _, err := chromedp.RunResponse(h.tab, chromedp.Click(selector, chromedp.ByQuery)); err != nil {
		h.stuck(fmt.Errorf("clicking %s: %w", selector, err))
	}
	h.shot()
}

// click clicks what stays on the page.
func (h *hand) click(selector string) {
	h.Helper()
	h.clicks++
	if err := chromedp.Run(h.tab, chromedp.Click(selector, chromedp.ByQuery)); err != nil {
		h.stuck(fmt.Errorf("clicking %s: %w", selector, err))
	}
}

// fill types into a field.
func (h *hand) fill(selector, text string) {
	h.Helper()
	h.fields++
	h.do(set(selector, ""), chromedp.SendKeys(selector, text, chromedp.ByQuery))
}

// pick puts a date into its field, which browsers let people type in an order of their own.
func (h *hand) pick(selector, date string) {
	h.Helper()
	h.fields++
	h.do(set(selector, date))
}

func set(selector, value string) chromedp.Action {
	return chromedp.Evaluate(fmt.Sprintf("document.querySelector(%q).value = %q", selector, value), nil)
}

// press presses keys one by one.
func (h *hand) press(keys ...string) {
	h.Helper()
	for _, key := range keys {
		h.keys++
		h.do(chromedp.KeyEvent(key))
	}
}

// tabTo presses the tabulator key until an element has the focus.
func (h *hand) tabTo(selector string) {
	h.Helper()
	for range 60 {
		h.press(kb.Tab)
		var there bool
		h.do(chromedp.Evaluate(fmt.Sprintf("document.activeElement.matches(%q)", selector), &there))
		if there {
			return
		}
	}
	h.stuck(fmt.Errorf("60 times Tab do not lead to %s", selector))
}

// read returns the words of an element.
func (h *hand) read(selector string) string {
	h.Helper()
	var text string
	h.do(chromedp.Text(selector, &text, chromedp.ByQuery))
	return text
}

// says checks words on the page.
func (h *hand) says(selector, words string) {
	h.Helper()
	if text := h.read(selector); !strings.Contains(text, words) {
		h.Errorf("%s says %q, not %q", selector, text, words)
	}
}

// shot takes a picture of the whole page, named by its title.
func (h *hand) shot() {
	h.Helper()
	if h.path == "" {
		return
	}
	h.steps++
	var name string
	h.do(chromedp.Title(&name))
	name = strings.TrimSuffix(name, " · Sevenfold")
	name = strings.Trim(strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, strings.ToLower(name)), "-")
	var picture []byte
	h.do(chromedp.FullScreenshot(&picture, 80))
	file := filepath.Join(h.path, fmt.Sprintf("%02d-%.40s.jpg", h.steps, name))
	if err := os.WriteFile(file, picture, 0o644); err != nil {
		h.Fatal(err)
	}
}

// finish says what it took, and that the console stayed silent.
func (h *hand) finish(what string) {
	h.Helper()
	h.shot()
	h.Logf("%s: %d clicks, %d fields typed, %d keys, %.1f s", what, h.clicks, h.fields, h.keys, time.Since(h.began).Seconds())
	if all := h.said.all(); len(all) > 0 {
		h.Errorf("the console says %q", all)
	}
}
