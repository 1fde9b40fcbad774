package results

import (
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"strings"
)

// Processor names the machine's processor, as far as somebody knows it.
func Processor() string {
	for _, name := range []string{Found("/proc/cpuinfo", `(?m)^model name\s*:\s*(.+)$`), Said("sysctl", "-n", "machdep.cpu.brand_string")} {
		if name != "" {
			return name
		}
	}
	return "an unknown processor (" + runtime.GOARCH + ")"
}

// GoVersion is that of the Go that built this: "Go 1.26.1".
func GoVersion() string { return strings.Replace(runtime.Version(), "go", "Go ", 1) }

// Said is what a program answers, without the line's end; "" when it is not there.
func Said(name string, args ...string) string {
	out, err := exec.Command(name, args...).Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out))
}

// Found is the first group of a pattern in a file, or "".
func Found(path, pattern string) string {
	text, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	groups := regexp.MustCompile(pattern).FindSubmatch(text)
	if groups == nil {
		return ""
	}
	return string(groups[1])
}
