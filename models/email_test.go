package models_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/sevenfold/sevenfold/models"
)

func TestParseEmail(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("d", 60)
	tests := map[string]struct{ want, problem string }{
		" Maya.Chen@Northwind.Example\t":       {want: "maya.chen@northwind.example"},
		"o'hara+360@sub.northwind.example":     {want: "o'hara+360@sub.northwind.example"},
		"maya@Bücher.example":                  {want: "maya@xn--bcher-kva.example"},
		"maya@bu\u0308cher.example":            {want: "maya@xn--bcher-kva.example"},
		"maya@xn--bcher-kva.example":           {want: "maya@xn--bcher-kva.example"},
		"maya@例え。テスト":                          {want: "maya@xn--r8jz45g.xn--zckzah"},
		"\ufeffmaya@a.example\u200b":           {want: "maya@a.example"},
		"":                                     {problem: "The email address is missing."},
		"k.moreau@northwind":                   {problem: "The email address ends too early. Add the part after “northwind”."},
		"k.moreau@northwind.":                  {problem: "The email address ends too early. Add the part after “northwind”, or remove the dot."},
		"k.moreau":                             {problem: "The email address has no @. Write it like name@example.com."},
		"@northwind.example":                   {problem: "The email address begins with the @. Add the part before it."},
		"k.moreau@":                            {problem: "The email address ends with the @. Add the part after it."},
		"k@moreau@northwind.example":           {problem: "The email address has more than one @. Keep one."},
		"k moreau@northwind.example":           {problem: "The email address holds a space. Remove it."},
		"Maya Chen <maya@northwind.example>":   {problem: "Give one address alone, without a name, brackets or quotes."},
		"maya@a.example;bo@a.example":          {problem: "Give one address alone, without a name, brackets or quotes."},
		"mailto:maya@a.example":                {problem: "Give one address alone, without a name, brackets or quotes."},
		"maya@[192.0.2.1]":                     {problem: "Give one address alone, without a name, brackets or quotes."},
		"maya@192.0.2.1":                       {problem: "Mail cannot be sent to “192.0.2.1”. Check the part after the @."},
		"maya@a.example\r\nBcc: x@y.example":   {problem: "The email address holds a line break or a hidden character. Type it again."},
		"ma\u200bya@a.example":                 {problem: "The email address holds a line break or a hidden character. Type it again."},
		"maya\xff@a.example":                   {problem: "The email address holds a line break or a hidden character. Type it again."},
		"münch@a.example":                      {problem: "The part before the @ holds “ü”, which mail servers do not all carry. Check the spelling."},
		"maya..chen@a.example":                 {problem: "The part before the @ has a dot too many. Check it."},
		".maya@a.example":                      {problem: "The part before the @ has a dot too many. Check it."},
		"maya@a..example":                      {problem: "Mail cannot be sent to “a..example”. Check the part after the @."},
		"maya@-a.example":                      {problem: "Mail cannot be sent to “-a.example”. Check the part after the @."},
		"maya@a_b.example":                     {problem: "Mail cannot be sent to “a_b.example”. Check the part after the @."},
		strings.Repeat("m", 65) + "@a.example": {problem: "The part before the @ is longer than 64 characters. Check it."},
		strings.Repeat("m", 64) + "@a.example": {want: strings.Repeat("m", 64) + "@a.example"},
		strings.Repeat("m", 64) + "@" + strings.Repeat(long+".", 3) + "example": {problem: "The email address is longer than 254 characters. Check it."},
	}
	for text, test := range tests {
		got, err := models.ParseEmail(text)
		switch {
		case test.problem == "" && (err != nil || got != test.want):
			t.Errorf("ParseEmail(%q) = %q, %v; want %q", text, got, err, test.want)
		case test.problem != "" && (models.KindOf(err) != models.Invalid || err.Error() != test.problem):
			t.Errorf("ParseEmail(%q) = %q, %v; want the problem %q", text, got, err, test.problem)
		}
	}
}

func FuzzParseEmail(f *testing.F) {
	for _, seed := range []string{"maya@a.example", "Ä@ß.example", "a@例え。テスト", "a@xn--a.b", "a@b.c.", "K@ﬃ.com"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		address, err := models.ParseEmail(text)
		if err != nil {
			return
		}
		again, err := models.ParseEmail(address)
		if err != nil || again != address {
			t.Errorf("%q became %q, and that %q, %v", text, address, again, err)
		}
		if strings.ToLower(address) != address || len(address) > 254 || strings.ContainsFunc(address, func(r rune) bool { return r <= ' ' || r > '~' }) {
			t.Errorf("%q became %q", text, address)
		}
	})
}

func TestCleanName(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"  Maya   Chen ":                 "Maya Chen",
		"Maya\r\nBcc: x@y.example":       "Maya Bcc: x@y.example",
		"Maya\x00\x1b[31m Chen":          "Maya[31m Chen",
		"Maya\u202e nehC":                "Maya nehC",
		"Sofi\u0301a O\u0308ztu\u0308rk": "Sofía Öztürk",
		"می\u200cخواهم":                  "می\u200cخواهم",
		"=HYPERLINK(\"x\")":              "=HYPERLINK(\"x\")",
		"<b>Maya</b>":                    "<b>Maya</b>",
		"e\u0001\u0301":                  "é",
		"Maya\u00a0Chen":                 "Maya Chen",
		strings.Repeat("ü", 120):         strings.Repeat("ü", 120),
	}
	for text, want := range tests {
		if got, err := models.CleanName(text); err != nil || got != want {
			t.Errorf("CleanName(%q) = %q, %v; want %q", text, got, err, want)
		}
	}
	for _, text := range []string{"", " \t\n", "\u200b\u200d", "\xff", strings.Repeat("ü", 121)} {
		if got, err := models.CleanName(text); models.KindOf(err) != models.Invalid {
			t.Errorf("CleanName(%q) = %q, %v; want an Invalid error", text, got, err)
		}
	}
}

func FuzzCleanName(f *testing.F) {
	for _, seed := range []string{"Maya Chen", "a\u0301\u0001\u0323", "\u2028x", "\u1100\u1161\u11a8", "\u200d \u200c"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		name, err := models.CleanName(text)
		if err != nil {
			return
		}
		if again, err := models.CleanName(name); err != nil || again != name {
			t.Errorf("%q became %q, and that %q, %v", text, name, again, err)
		}
		if !utf8.ValidString(name) || strings.ContainsFunc(name, unicode.IsControl) {
			t.Errorf("%q became %q", text, name)
		}
	})
}
