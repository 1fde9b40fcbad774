package main

import (
	"context"
	"strings"
	"sync"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// console is what a tab says.
type console struct {
	mutex sync.Mutex
	lines []string
}

// listenTo collects what the console of a tab says.
func listenTo(tab context.Context) *console {
	c := &console{}
	chromedp.ListenTarget(tab, func(event any) {
		c.mutex.Lock()
		defer c.mutex.Unlock()
		switch e := event.(type) {
		case *log.EventEntryAdded:
			if e.Entry.Source != log.SourceNetwork || !strings.HasPrefix(e.Entry.Text, "Failed to load resource: the server responded") {
				c.lines = append(c.lines, e.Entry.Text)
			} // that a page was refused is said of every refused page; visit reads the status of each
		case *runtime.EventConsoleAPICalled:
			line := "console." + string(e.Type)
			for _, argument := range e.Args {
				line += " " + string(argument.Value)
			}
			c.lines = append(c.lines, line)
		case *runtime.EventExceptionThrown:
			c.lines = append(c.lines, e.ExceptionDetails.Error())
		}
	})
	return c
}

func (c *console) all() []string {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return append([]string(nil), c.lines...)
}

func (c *console) reset() {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.lines = nil
}
