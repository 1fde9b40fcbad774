package handlers

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
)

// fill makes the fields of a form from names and values in turn.
func fill(pairs ...string) url.Values {
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	return form
}

// upload sends a file as a browser does.
func (b *browser) upload(path, name string, body []byte) answer {
	b.t.Helper()
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	part, err := w.CreateFormFile("file", name)
	if err == nil {
		_, err = part.Write(body)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		b.t.Fatal(err)
	}
	return b.send("POST", path, &form, http.Header{"Content-Type": {w.FormDataContentType()}})
}

// follow opens the page that a POST led to.
func (b *browser) follow(a answer) answer {
	b.t.Helper()
	a.is(http.StatusSeeOther)
	to, _, _ := strings.Cut(a.header.Get("Location"), "#")
	return b.get(to)
}
