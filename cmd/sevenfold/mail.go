package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/sevenfold/sevenfold/mailer"
	"github.com/sevenfold/sevenfold/models"
)

// errTrial ends a trial in which something was found to be wrong. What it was is
// told already.
var errTrial = errors.New("the mail server cannot be used like this")

func mailTestCommand(w world) *cobra.Command {
	return &cobra.Command{
		Use:   "test ADDRESS",
		Short: "Check the mail server step by step, say what is wrong, and send a test to an address",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := w.config()
			if err != nil {
				return err
			}
			return w.tryMail(cmd.Context(), c, args[0])
		},
	}
}

// tryMail tries the configured server with a mail to an address.
func (w world) tryMail(ctx context.Context, c Config, to string) error {
	address, err := models.ParseEmail(to)
	if err != nil {
		return err
	}
	renderer, err := newRenderer(c, time.Now)
	if err != nil {
		return err
	}
	message, err := renderer.Trial(address, c.Defaults.Settings)
	if err != nil {
		return err
	}
	fmt.Fprintf(w.out, "Trying %s\n\n", c.SMTP)
	w.tellDKIM(ctx, c.SMTP.DKIM)
	if !c.SMTP.Try(ctx, message, nil, w.tellStep) {
		return errTrial
	}
	return nil
}

// tellStep prints a step, and what to do about it below.
func (w world) tellStep(s mailer.Step) {
	mark := "ok"
	if s.Wrong() {
		mark = "wrong"
	}
	fmt.Fprintf(w.out, "%-6s %-12s %s\n", mark, s.Name, s.Found)
	if s.Wrong() {
		fmt.Fprintf(w.out, "%-6s %-12s %s\n", "", "", s.Advice)
	}
}

// dnsPatience is how long the name server may take.
const dnsPatience = 5 * time.Second

// tellDKIM says whether mails are signed, and whether the public key is in DNS.
// A key that is not there yet keeps no mail from leaving.
func (w world) tellDKIM(ctx context.Context, key *mailer.DKIM) {
	if key == nil {
		fmt.Fprintf(w.out, "%-6s %-12s %s\n", "note", "Signature", "mails are not signed here; the mail server may do it. SEVENFOLD_DKIM_KEY_FILE sets a key")
		return
	}
	ctx, cancel := context.WithTimeout(ctx, dnsPatience)
	defer cancel()
	found, _ := net.DefaultResolver.LookupTXT(ctx, key.Name()) // none is told below
	if slices.ContainsFunc(found, func(record string) bool { return publicKey(record) == publicKey(key.Record()) }) {
		fmt.Fprintf(w.out, "%-6s %-12s %s\n", "ok", "Signature", "mails are signed with "+key.Name()+", and DNS holds its public key")
		return
	}
	fmt.Fprintf(w.out, "%-6s %-12s %s\n%-19s %s\n", "note", "Signature", "mails are signed with "+key.Name()+", but DNS does not hold its public key yet. Publish this TXT record there:",
		"", key.Record())
}

// publicKey is the tag p of a record.
func publicKey(record string) string {
	for tag := range strings.SplitSeq(record, ";") {
		if name, value, _ := strings.Cut(strings.TrimSpace(tag), "="); name == "p" {
			return strings.Join(strings.Fields(value), "")
		}
	}
	return ""
}

// newRenderer makes the renderer of letters by the configuration.
func newRenderer(c Config, now func() time.Time) (*mailer.Renderer, error) {
	return mailer.NewRenderer(mailer.Settings{BaseURL: c.BaseURL.String(), From: c.MailFrom, Location: c.Timezone, Now: now})
}
