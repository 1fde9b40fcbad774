package frontend

import (
	"strings"
	"testing"
)

func TestTheStylesheetOfAnAccent(t *testing.T) {
	t.Parallel()
	f := newFrontend(t)
	address := AccentURL("#7a1fa2")
	sheet, ok := f.Asset(address)
	if !ok || sheet.ContentType != "text/css; charset=utf-8" || !strings.Contains(string(sheet.Body), "--accent: #7a1fa2;") {
		t.Fatalf("%s: %v %s", address, ok, sheet.Body)
	}
	for _, word := range []string{"--c-", "--v1", "--bad", "--warn", "--ink", "--paper"} {
		if strings.Contains(string(sheet.Body), word) {
			t.Errorf("it sets %s, which has to stay as designed", word)
		}
	}
	if AccentURL("#7a1fa3") == address {
		t.Error("two colours share an address")
	}
	for _, other := range []string{strings.Replace(address, "7a1fa2", "7a1fa3", 1), AssetPrefix + "accent-7a1fa2.css", AssetPrefix + "accent-.css", AssetPrefix + "accent-url(x).0.css"} {
		if _, ok := f.Asset(other); ok {
			t.Errorf("%s is served", other)
		}
	}
}
