// Command istio holds Istio's control plane and its command line tool in one binary: they share most of their packages.
//
//	istio pilot-discovery|istioctl [arguments]
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"cdk8s-fleet.dev/engines/lifeline"
	istioctl "istio.io/istio/istioctl/cmd"
	discovery "istio.io/istio/pilot/cmd/pilot-discovery/app"
	"istio.io/istio/pkg/log"
	_ "k8s.io/client-go/plugin/pkg/client/auth"
)

var programs = map[string]func() int{
	"pilot-discovery": runDiscovery,
	"istioctl":        runIstioctl,
}

func main() {
	lifeline.Watch()
	if len(os.Args) > 1 {
		if run, ok := programs[os.Args[1]]; ok {
			os.Args = os.Args[1:]
			os.Exit(run())
		}
	}
	names := make([]string, 0, len(programs))
	for name := range programs {
		names = append(names, name)
	}
	sort.Strings(names)
	fmt.Fprintf(os.Stderr, "usage: %s %s [arguments]\n", filepath.Base(os.Args[0]), strings.Join(names, "|"))
	os.Exit(2)
}

func runDiscovery() int {
	log.EnableKlogWithCobra()
	if err := discovery.NewRootCommand().Execute(); err != nil {
		log.Error(err)
		return 1
	}
	return 0
}

func runIstioctl() int {
	if err := istioctl.ConfigAndEnvProcessing(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return istioctl.GetExitCode(err)
	}
	root := istioctl.GetRootCmd(os.Args[1:])
	log.EnableKlogWithCobra()
	if err := root.Execute(); err != nil {
		return istioctl.GetExitCode(err)
	}
	return 0
}
