package main

import (
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/spf13/cobra"

	"github.com/sevenfold/sevenfold/models"
)

func serveCommand(w world) *cobra.Command {
	return &cobra.Command{
		Use:   "serve",
		Short: "Run the service, configured by SEVENFOLD_ variables (see README.md)",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			collectSeldom()
			c, err := w.config()
			if err != nil {
				return err
			}
			log := slog.New(slog.NewJSONHandler(w.err, &slog.HandlerOptions{Level: c.LogLevel}))
			s, err := assemble(cmd.Context(), parts{config: c, log: log})
			if err != nil {
				return err
			}
			log.Info("sevenfold is ready", "version", version, "config", c)
			return s.run(cmd.Context())
		},
	}
}

func migrateCommand(w world) *cobra.Command {
	return &cobra.Command{
		Use:   "migrate",
		Short: "Bring the database to this version's schema and stop",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := w.config()
			if err != nil {
				return err
			}
			db, err := openStore(cmd.Context(), c)
			if err != nil {
				return err
			}
			defer db.Close()
			steps, err := db.Migrate(cmd.Context())
			if err == nil {
				fmt.Fprintf(w.err, "The database is up to date; %d migrations were made.\n", steps)
			}
			return err
		},
	}
}

func healthCommand(w world) *cobra.Command {
	return &cobra.Command{
		Use:   "healthcheck",
		Short: "Ask the running service whether it is ready; for containers",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := w.config()
			if err != nil {
				return err
			}
			request, err := http.NewRequestWithContext(cmd.Context(), http.MethodGet, "http://"+dialable(c.Listen)+"/healthz", nil)
			if err != nil {
				return err
			}
			client := http.Client{Timeout: 3 * time.Second}
			answer, err := client.Do(request)
			if err != nil {
				return err
			}
			defer answer.Body.Close()
			if answer.StatusCode != http.StatusOK {
				return models.Errorf(models.Impossible, "The service answered %s.", answer.Status)
			}
			return nil
		},
	}
}
