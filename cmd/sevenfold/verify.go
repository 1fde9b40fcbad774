package main

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
)

func verifyCommand(w world) *cobra.Command {
	return &cobra.Command{
		Use:   "verify [CYCLE]",
		Short: "Try to find out who wrote what, and print a ledger of what was tried and found",
		Long: "Attacks the database as somebody with a copy of it would, and prints a ledger.\n" +
			"CYCLE is an id or a name; without it the newest ten cycles are looked at.\n" +
			"Nothing is written. The exit status is 1 if anything is not as it must be.",
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := w.config()
			if err != nil {
				return err
			}
			db, err := openStore(cmd.Context(), c)
			if err != nil {
				return err
			}
			defer db.Close()
			which := ""
			if len(args) > 0 {
				which = args[0]
			}
			l := &ledger{out: w.out}
			if err := l.verify(cmd.Context(), db, which); err != nil {
				return err
			}
			if l.faults > 0 {
				return models.Errorf(models.Impossible, "Not everything is as it must be: see the lines that begin with %s.", wrong)
			}
			return nil
		},
	}
}

// verify looks at everything and writes it down.
func (l *ledger) verify(ctx context.Context, db *store.DB, which string) error {
	cycles, err := db.Cycles().ToInspect(ctx, which)
	if err != nil {
		return err
	}
	surroundings, err := db.Surroundings(ctx)
	if err != nil {
		return err
	}
	l.head(time.Now().UTC())
	l.stored(surroundings)
	l.section("The database around it")
	l.findings(models.CheckSurroundings(surroundings))
	for _, cycle := range cycles {
		in, err := db.Cycles().Inspect(ctx, cycle)
		if err != nil {
			return err
		}
		l.cycle(cycle, in)
	}
	l.verdict(len(cycles))
	return nil
}
