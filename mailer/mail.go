package mailer

import (
	"bytes"
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"strings"
	"time"
)

// Mail is a mail that arrived in a mailbox, taken apart for reading.
type Mail struct {
	ID        int       // counted from 1 in the order of arrival
	Rcpt      string    // the address it was handed over for
	From      string    // decoded, as are To and Subject
	To        string    //
	Subject   string    //
	MessageID string    // without its angle brackets
	Date      time.Time // zero when the header is missing or odd
	Header    mail.Header
	Text      string
	HTML      string
	Raw       []byte
}

// readMail takes a mail apart. What cannot be read stays in Raw.
func readMail(raw []byte) Mail {
	m := Mail{Raw: raw}
	message, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return m
	}
	m.Header = message.Header
	m.From, m.To = decoded(m.Header.Get("From")), decoded(m.Header.Get("To"))
	m.Subject = decoded(m.Header.Get("Subject"))
	m.MessageID = strings.Trim(m.Header.Get("Message-Id"), "<>")
	m.Date, _ = m.Header.Date()
	m.readPart(m.Header.Get("Content-Type"), m.Header.Get("Content-Transfer-Encoding"), message.Body)
	return m
}

func decoded(value string) string {
	words := mime.WordDecoder{}
	if text, err := words.DecodeHeader(value); err == nil {
		return text
	}
	return value
}

func (m *Mail) readPart(contentType, encoding string, body io.Reader) {
	kind, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		return
	}
	if strings.HasPrefix(kind, "multipart/") {
		parts := multipart.NewReader(body, params["boundary"])
		for {
			part, err := parts.NextRawPart()
			if err != nil {
				return
			}
			m.readPart(part.Header.Get("Content-Type"), part.Header.Get("Content-Transfer-Encoding"), part)
		}
	}
	switch strings.ToLower(encoding) {
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	}
	text, err := io.ReadAll(body)
	if err != nil {
		return
	}
	plain := strings.ReplaceAll(string(text), "\r\n", "\n")
	switch kind {
	case "text/plain":
		m.Text = plain
	case "text/html":
		m.HTML = plain
	}
}
