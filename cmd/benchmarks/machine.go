package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sevenfold/sevenfold/cmd/results"
)

// machine says in one paragraph on what was measured.
func machine() string {
	return fmt.Sprintf("%s, %s, %s. %s. %s, %s.\n", results.Processor(), several(runtime.NumCPU(), "core"), working(), disk(os.TempDir()), postgres(), results.GoVersion())
}

func several(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func working() string {
	kilobytes, _ := strconv.ParseFloat(results.Found("/proc/meminfo", `MemTotal:\s*(\d+)`), 64)
	if bytes, err := strconv.ParseFloat(results.Said("sysctl", "-n", "hw.memsize"), 64); err == nil {
		kilobytes = bytes / 1024
	}
	return fmt.Sprintf("%.0f GB of memory", kilobytes/(1<<20))
}

// disk tells where the databases lay, and how long the disk takes to keep what
// is written: one that answers at once is none.
func disk(dir string) string {
	device := "an unknown disk"
	if lines := strings.Split(results.Said("df", "-P", dir), "\n"); len(lines) > 1 {
		device, _, _ = strings.Cut(lines[1], " ")
	}
	file, err := os.CreateTemp(dir, "sevenfold-sync-")
	if err != nil {
		return "Databases on " + device
	}
	defer os.Remove(file.Name())
	defer file.Close()
	took := make([]time.Duration, 100)
	for i := range took {
		began := time.Now()
		if _, err := file.Write(make([]byte, 8192)); err != nil || file.Sync() != nil {
			return "Databases on " + device
		}
		took[i] = time.Since(began)
	}
	slices.Sort(took)
	return fmt.Sprintf("Databases on %s, which takes %s to write and sync 8 kB (median of %d)", device, took[len(took)/2].Round(10*time.Microsecond), len(took))
}

func postgres() string {
	servers, _ := filepath.Glob("/usr/lib/postgresql/*/bin/postgres")
	slices.Sort(servers)
	slices.Reverse(servers)
	for _, name := range append(servers, "postgres") {
		if version := results.Said(name, "--version"); version != "" {
			return strings.Replace(version, "postgres (PostgreSQL)", "PostgreSQL", 1)
		}
	}
	return "PostgreSQL of an unknown version"
}
