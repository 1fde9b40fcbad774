package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// TestPicturesOfTheReadme takes the two pictures that the README shows from the
// demonstration: into docs/images with -update (make screenshots), else beside
// the other screenshots.
func TestPicturesOfTheReadme(t *testing.T) {
	t.Parallel()
	d := &demo{}
	s := beginWith(t, d, "sqlite:"+filepath.Join(t.TempDir(), "sevenfold.db"))
	s.must(d.play(s.ctx, s.base, io.Discard))
	folder := filepath.Join(shotsDir, "readme")
	if *update {
		folder = filepath.Join(root, "docs", "images")
	}
	s.must(os.MkdirAll(folder, 0o755))
	for _, picture := range []struct {
		file, door, next string
		ready            string
	}{
		{"report.png", "/demo/leader", "", "#shifts"},
		{"cycle.png", "/demo/hr", "main .rows li:first-child a", "section.next"},
	} {
		h := newHand(t, "steps-to-"+picture.file, 1200)
		h.do(chromedp.Navigate(s.base + picture.door))
		h.leave("main form button")
		if picture.next != "" {
			h.leave(picture.next)
		}
		var png []byte
		h.do(chromedp.WaitVisible(picture.ready, chromedp.ByQuery), emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "light"}}),
			emulation.SetDeviceMetricsOverride(1200, 1130, 1, false), chromedp.Evaluate("scrollTo(0, 0)", nil),
			chromedp.ActionFunc(func(ctx context.Context) (err error) {
				png, err = page.CaptureScreenshot().WithFormat(page.CaptureScreenshotFormatPng).Do(ctx)
				return err
			}))
		if len(png) < 20_000 {
			t.Errorf("%s has %d bytes", picture.file, len(png))
		}
		s.must(os.WriteFile(filepath.Join(folder, picture.file), png, 0o644))
	}
}
