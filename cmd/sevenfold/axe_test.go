package main

import (
	"context"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// finding is what is wrong with a page, by what was tried.
type finding map[string][]string

// What is tried on every page, in the order of the table.
var tries = []string{"1280 light", "1280 dark", "360 light", "360 dark", "320 px", "text 200 %", "focus", "order", "motion", "forced colours", "console"}

// only says what axe-core looks for.
type only struct {
	Type   string   `json:"type"`
	Values []string `json:"values"`
}

var (
	everyRule = only{"tag", []string{"wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"}}
	// Mails are no pages: landmarks and headings are not asked of them.
	mailRules = only{"tag", everyRule.Values[:6]}
	// In the dark only colours differ.
	colourRules = only{"rule", []string{"color-contrast", "link-in-text-block"}}
)

// lookPatience ends the look at one page.
const lookPatience = 3 * time.Minute

// inspector looks at pages in tabs of one browser.
type inspector struct {
	*tour
	browser context.Context
	scripts string
}

func newInspector(w *tour) *inspector {
	w.Helper()
	browser, err := chromium()
	w.must(err)
	source, err := os.ReadFile(filepath.Join(root, "node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		w.Fatalf("axe-core is not installed; run .ci/install: %v", err)
	}
	own, err := os.ReadFile(filepath.Join("testdata", "look.js"))
	w.must(err)
	return &inspector{w, browser, string(source) + "\n" + string(own)}
}

// inspect looks at every page that was not looked at yet.
func (i *inspector) inspect(tabs int) {
	i.Helper()
	queue := make(chan *look, len(i.all))
	for _, l := range i.all {
		if l.found == nil {
			queue <- l
		}
	}
	close(queue)
	var all sync.WaitGroup
	for range tabs {
		all.Go(func() {
			tab, closeTab, err := openWindow(i.browser)
			if err != nil {
				i.Error(err)
				return
			}
			defer closeTab()
			said := listenTo(tab)
			if err := chromedp.Run(tab, emulation.SetFocusEmulationEnabled(true)); err != nil { // keeps the tab beyond one page
				i.Error(err)
			}
			for l := range queue {
				said.reset()
				l.found = finding{}
				if err := i.look(tab, l); err != nil {
					i.Errorf("%s as %s: %v", l.label, l.guest.name, err)
				}
				l.found["console"] = said.all()
			}
		})
	}
	all.Wait()
}

// look opens a page and tries everything on it.
func (i *inspector) look(tab context.Context, l *look) error {
	ctx, cancel := context.WithTimeout(tab, lookPatience)
	defer cancel()
	open := chromedp.Navigate(i.base + l.path)
	if l.boxed {
		open = i.unboxed(l)
	}
	if err := chromedp.Run(ctx, i.cookies(l.guest), size(1280), scheme("light"), open); err != nil {
		return err
	}
	if l.does != "" {
		if _, err := chromedp.RunResponse(ctx, chromedp.Evaluate(l.does, nil)); err != nil {
			return err
		}
	}
	// Some pages load themselves again; this one stays.
	if err := chromedp.Run(ctx, page.StopLoading(), chromedp.Evaluate(i.scripts, nil)); err != nil {
		return err
	}
	if inOrder[i.routeOf(l.path)] && l.does == "" {
		if err := chromedp.Run(ctx, i.tabThrough(l)); err != nil {
			return err
		}
	}
	rules := everyRule
	if l.mail {
		rules = mailRules
	}
	axe := func(name string) chromedp.Action {
		if strings.HasSuffix(name, "dark") {
			return ask(l, name, "look.axe", colourRules)
		}
		return ask(l, name, "look.axe", rules)
	}
	steps := chromedp.Tasks{
		axe("1280 light"), scheme("dark"), axe("1280 dark"), size(360), axe("360 dark"), scheme("light"), axe("360 light"),
		ask(l, "motion", "look.moving"),
		size(320), ask(l, "320 px", "look.wide"),
	}
	if !l.mail {
		steps = append(steps, size(1280), chromedp.Evaluate("look.enlarge(true)", nil), ask(l, "text 200 %", "look.wide"),
			size(360), ask(l, "text 200 %", "look.wide"), chromedp.Evaluate("look.enlarge(false)", nil),
			size(1280), chromedp.KeyEvent(kb.Tab), ask(l, "focus", "look.unseen"), scheme("forced"), ask(l, "forced colours", "look.unseen"), ask(l, "forced colours", "look.wide"))
	}
	return chromedp.Run(ctx, steps)
}

// inOrder are the pages through which the tabulator key is pressed from top to
// bottom: a survey, a report, a cycle of HR.
var inOrder = map[string]bool{"/s/:token/:leader": true, "/reports/:leader": true, "/cycles/:id": true}

// tabThrough checks that the focus goes down the page, stops everywhere once,
// and is never hidden below the bar.
func (i *inspector) tabThrough(l *look) chromedp.Action {
	return chromedp.ActionFunc(func(ctx context.Context) error {
		var stops int
		if err := chromedp.Evaluate("look.stops()", &stops).Do(ctx); err != nil {
			return err
		}
		last, met := -1, 0
		for n := 0; met < stops; n++ {
			var now *struct {
				Name   string
				At     int
				Hidden bool
			}
			if err := (chromedp.Tasks{chromedp.KeyEvent(kb.Tab), chromedp.Evaluate("look.focus()", &now)}).Do(ctx); err != nil {
				return err
			}
			switch {
			case now == nil || n > 4*stops:
				l.found["order"] = append(l.found["order"], fmt.Sprintf("the focus left the page after %d of %d stops", met, stops))
				return nil
			case now.At == last: // a date has fields for day, month and year
				continue
			case now.At < last:
				l.found["order"] = append(l.found["order"], "the focus goes back to "+now.Name)
			case now.Hidden:
				l.found["order"] = append(l.found["order"], "something lies above the focus: "+now.Name)
			}
			last, met = now.At, met+1
		}
		return nil
	})
}

// unboxed shows a page that may run no scripts, not even those that look at it,
// as a document of its own.
func (i *inspector) unboxed(l *look) chromedp.Action {
	return chromedp.ActionFunc(func(ctx context.Context) error {
		answer, err := l.guest.client.Get(i.base + l.path)
		if err != nil {
			return err
		}
		defer answer.Body.Close()
		body, err := io.ReadAll(answer.Body)
		if err != nil {
			return err
		}
		before := "about:blank"
		if !l.mail {
			before = i.base + "/signin" // our style is for pages of ours
		}
		if err := chromedp.Navigate(before).Do(ctx); err != nil {
			return err
		}
		tree, err := page.GetFrameTree().Do(ctx)
		if err != nil {
			return err
		}
		return page.SetDocumentContent(tree.Frame.ID, string(body)).Do(ctx)
	})
}

// ask calls a function of look.js and keeps what it complains of.
func ask(l *look, name, function string, argument ...any) chromedp.Action {
	return chromedp.ActionFunc(func(ctx context.Context) error {
		var faults []string
		var err error
		if len(argument) == 0 {
			err = chromedp.Evaluate(function+"()", &faults).Do(ctx)
		} else {
			err = chromedp.Evaluate(function+"("+quotedJSON(argument[0])+")", &faults,
				func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }).Do(ctx)
		}
		l.found[name] = append(l.found[name], faults...)
		return err
	})
}

func size(width int64) chromedp.Action {
	return emulation.SetDeviceMetricsOverride(width, 900, 1, false)
}

// scheme shows the page light, dark or in the colours of the system, to
// somebody who asked for less motion.
func scheme(name string) chromedp.Action {
	colours, forced := name, "none"
	if name == "forced" {
		colours, forced = "light", "active"
	}
	return emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: colours}, {Name: "forced-colors", Value: forced}, {Name: "prefers-reduced-motion", Value: "reduce"}})
}

// cookies gives a tab the session of somebody.
func (i *inspector) cookies(g guest) chromedp.Action {
	return chromedp.ActionFunc(func(ctx context.Context) error {
		if err := network.ClearBrowserCookies().Do(ctx); err != nil {
			return err
		}
		address, err := url.Parse(i.base)
		if err != nil {
			return err
		}
		for _, cookie := range g.client.Jar.Cookies(address) {
			if err := network.SetCookie(cookie.Name, cookie.Value).WithURL(i.base).WithHTTPOnly(true).Do(ctx); err != nil {
				return err
			}
		}
		return nil
	})
}
