//! The reference of the command line, `docs/cli.md`, made from what clap knows, so
//! that it can't say anything else than the program does.

use std::fmt::Write;

use clap::builder::StyledStr;
use clap::{Arg, Command, CommandFactory};

use super::args::Variorum;

/// The reference as Markdown.
pub fn markdown() -> String {
    let mut program = Variorum::command();
    program.build();
    let mut out = String::from("# The command line\n\n");
    let _ = writeln!(
        out,
        "<!-- Made by `variorum man --markdown`; a test compares it. -->\n\n{}.\n",
        plain(program.get_about())
    );
    let commands = || {
        program
            .get_subcommands()
            .filter(|command| command.get_name() != "help")
    };
    for command in commands() {
        let name = command.get_name();
        let _ = writeln!(
            out,
            "- [`{name}`](#variorum-{name}): {}",
            plain(command.get_about())
        );
    }
    out.push_str(concat!(
        "\nData goes to standard output, everything else to standard error. Without a folder, a\n",
        "command works on `./edition`.\n\n",
        "| exit code | meaning |\n|---|---|\n| 0 | good |\n",
        "| 1 | a fault in the edition, or a warning under `--deny-warnings` |\n",
        "| 2 | a wrong command line |\n",
        "| 3 | a fault of the machine, such as a full disk |\n",
    ));
    for command in commands() {
        section(&mut out, command);
    }
    out
}

fn section(out: &mut String, command: &Command) {
    let mut command = command.clone();
    let usage = command.render_usage().to_string();
    let usage = usage.trim_start_matches("Usage: ").trim();
    let _ = writeln!(out, "\n## `variorum {}`\n\n```\n{usage}\n```", command.get_name());
    let about = match command.get_long_about() {
        Some(long) => plain(Some(long)),
        None => plain(command.get_about()) + ".",
    };
    let (head, rest) = about.split_once("\n\n").unwrap_or((&about, ""));
    let _ = writeln!(out, "\n{}.", head.trim_end_matches('.'));
    if !rest.is_empty() {
        let _ = writeln!(out, "\n{rest}");
    }
    let arguments: Vec<&Arg> = command
        .get_arguments()
        .filter(|arg| !arg.is_hide_set() && arg.get_id() != "help")
        .collect();
    if arguments.is_empty() {
        return;
    }
    out.push_str("\n| argument | meaning |\n|---|---|\n");
    for argument in arguments {
        let _ = writeln!(out, "| {} | {} |", name(argument), meaning(argument));
    }
}

/// An argument as it is typed.
fn name(argument: &Arg) -> String {
    let value = match argument.get_value_names() {
        Some([value, ..]) if argument.get_action().takes_values() => value.to_string(),
        _ => String::new(),
    };
    let many = argument.get_num_args().is_some_and(|range| range.max_values() > 1);
    let dots = if many { "…" } else { "" };
    match (argument.get_short(), argument.get_long()) {
        (_, None) => format!("`{value}{dots}`"),
        (None, Some(long)) => {
            format!("`{}`", format!("--{long} {value}{dots}").trim_end())
        }
        (Some(short), Some(long)) => format!("`-{short}`, `--{long}`"),
    }
}

fn meaning(argument: &Arg) -> String {
    let mut out = plain(argument.get_help()).replace('\n', " ");
    let values = argument.get_possible_values();
    if argument.get_action().takes_values() && !values.is_empty() {
        let values = values.iter().map(|value| match value.get_help() {
            Some(help) => {
                format!("`{}` ({})", value.get_name(), lower(&plain(Some(help))))
            }
            None => format!("`{}`", value.get_name()),
        });
        let _ = write!(out, ": {}", values.collect::<Vec<_>>().join("; "));
    }
    let defaults = argument.get_default_values();
    if argument.get_action().takes_values() && !defaults.is_empty() {
        let defaults =
            defaults.iter().map(|value| format!("`{}`", value.to_string_lossy()));
        let _ = write!(out, ". Default: {}", defaults.collect::<Vec<_>>().join(" "));
    }
    if argument.is_required_set() {
        out.push_str(". Required");
    }
    out.push('.');
    out.replace('|', "\\|")
}

fn plain(text: Option<&StyledStr>) -> String {
    text.map(ToString::to_string).unwrap_or_default()
}

/// With its first letter in lower case.
fn lower(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters
        .next()
        .map(|c| c.to_lowercase().to_string())
        .unwrap_or_default();
    first + letters.as_str()
}
