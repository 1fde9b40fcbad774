package mailer_test

import (
	"bytes"
	"mime"
	"net/mail"
	"regexp"
	"strings"
	"testing"

	"github.com/sevenfold/sevenfold/models"
)

var encodedWord = regexp.MustCompile(`=\?[^?]+\?[bqBQ]\?[^? ]*\?=`)

// A name arrives as it was, however long and in whatever script, and no line of
// a header is longer than mail may have (RFC 5322, 2.1.1 and RFC 2047, 2).
func TestNamesArriveAsTheyAre(t *testing.T) {
	t.Parallel()
	box := mailbox(t)
	s := sender(t, box)
	for _, name := range []string{
		"Lena Holm", "Holm, Lena", `Lena "Lee" Holm`, `Lena \ Holm`, "Lena (HR) Holm", "Lena @ home; Holm <x>", "Zoë Ångström", "李小龙", "Ольга Достоевская-Петрова",
		"محمد بن سلمان", "José \U0001F642 García", "O’Brien", "می\u200cخواهم", strings.Repeat("Å", models.MaxName), strings.Repeat("Anna-Maria Øst ", 7) + "Holm",
		strings.Repeat("x", models.MaxName), strings.Repeat("李", 60) + ", " + strings.Repeat("龙", 50), "=?utf-8?q?Bcc=3A?=",
	} {
		clean, err := models.CleanName(name)
		check(t, err)
		env := envelope(models.InvitationLetter, "Lena Holm", peer(clean))
		env.To.Name, env.Cycle.Contact.Name = clean, clean
		m := rendered(t, env)
		if strings.Contains(clean, "=?") {
			clean = m.To.Name // a name may not pretend to be encoded
		}
		check(t, s.Ready(within(t)))
		if got := s.Send(within(t), m); got.Fate != models.Delivered {
			t.Fatalf("%q: %+v", name, got)
		}
		arrived := box.Messages()[0]
		for _, header := range []string{"To", "Reply-To"} {
			list, err := arrived.Header.AddressList(header)
			if err != nil || len(list) != 1 || list[0].Name != clean {
				t.Errorf("%q: %s came back as %v, %v", name, header, list, err)
			}
		}
		if subject, err := new(mime.WordDecoder).DecodeHeader(arrived.Header.Get("Subject")); err != nil || subject != m.Subject {
			t.Errorf("%q: the subject came back as %q, %v", name, subject, err)
		}
		head, _, _ := bytes.Cut(arrived.Raw, []byte("\r\n\r\n"))
		for line := range strings.SplitSeq(string(head), "\r\n") {
			if len(line) > 998 || strings.ContainsFunc(line, func(r rune) bool { return r > '~' || r < ' ' && r != '\t' }) {
				t.Errorf("%q: a header line of %d bytes: %q", name, len(line), line)
			}
			for _, word := range encodedWord.FindAllString(line, -1) {
				if len(word) > 75 {
					t.Errorf("%q: an encoded word of %d bytes: %s", name, len(word), word)
				}
			}
		}
	}
}

// What ParseEmail takes can be sent to, and comes back as the same address.
func TestAddressesArriveAsTheyAre(t *testing.T) {
	t.Parallel()
	box := mailbox(t)
	s := sender(t, box)
	for _, typed := range []string{
		"Maya.Chen@Northwind.Example", "o'hara+360@sub.northwind.example", "maya@Bücher.example", "maya@例え。テスト",
		"a!#$%&'*+-/=?^_`{|}~z@a.example", strings.Repeat("m", 64) + "@" + strings.Repeat(strings.Repeat("d", 57)+".", 3) + "example",
	} {
		address, err := models.ParseEmail(typed)
		check(t, err)
		env := envelope(models.InvitationLetter, "Lena Holm", peer("Maya Lindqvist"))
		env.To.Email = address
		check(t, s.Ready(within(t)))
		if got := s.Send(within(t), rendered(t, env)); got.Fate != models.Delivered {
			t.Fatalf("%s: %+v", typed, got)
		}
		arrived := box.Messages()[0]
		list, err := mail.ParseAddressList(arrived.Header.Get("To"))
		if err != nil || len(list) != 1 || list[0].Address != address || arrived.Rcpt != address {
			t.Errorf("%s: handed over for %s, To is %v, %v", typed, arrived.Rcpt, list, err)
		}
	}
}
