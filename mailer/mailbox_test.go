package mailer_test

import (
	"testing"

	"github.com/sevenfold/sevenfold/mailer"
)

func TestTheMailboxKeepsTheNewest(t *testing.T) {
	t.Parallel()
	box, err := mailer.OpenMailbox("127.0.0.1:0", 3)
	check(t, err)
	defer box.Close()
	s := sender(t, box)
	for n := 1; n <= 5; n++ {
		check(t, s.Ready(within(t)))
		s.Send(within(t), message(n))
	}
	kept := box.Messages()
	if len(kept) != 3 || kept[0].Subject != "Number 5" || kept[2].ID != 3 {
		t.Fatalf("kept %+v", kept)
	}
	if m, ok := box.Message(4); !ok || m.Subject != "Number 4" || m.HTML == "" {
		t.Errorf("mail 4: %+v, %v", m, ok)
	}
	if _, ok := box.Message(1); ok {
		t.Error("mail 1 is still there")
	}
}
