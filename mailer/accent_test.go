package mailer_test

import (
	"strings"
	"testing"

	"github.com/sevenfold/sevenfold/models"
)

// The chosen colour is that of the button and the links; the mark of Sevenfold stays.
func TestLettersInTheAccentOfTheOrganisation(t *testing.T) {
	t.Parallel()
	env := envelope(models.InvitationLetter, "Lena Holm", peer("Maya Lindqvist"))
	env.Settings = models.Settings{Organisation: "Northwind AS", Accent: "#7a1fa2", ReplyTo: models.Contact{Name: "People", Email: "people@northwind.example"}}
	m, err := renderer(t).Render(env)
	if err != nil {
		t.Fatal(err)
	}
	dark := models.Colour("#7a1fa2").Dark()
	for part, times := range map[string]int{"background-color:#7a1fa2": 2, "color: " + string(dark.OnAccent): 1, "#0e5f57": 8, "ZgotmplZ": 0} {
		if got := strings.Count(m.HTML, part); got != times {
			t.Errorf("%d times %s, want %d", got, part, times)
		}
	}
	if m.ReplyTo.Address != "people@northwind.example" || !strings.Contains(m.Text, "Northwind AS") {
		t.Errorf("reply to %v:\n%s", m.ReplyTo, m.Text)
	}
}
