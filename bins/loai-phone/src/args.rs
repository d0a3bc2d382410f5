//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use loai_protocol::phone::Client;

use crate::client;

/// A simulated phone for LOA.i: chat in the terminal, scripted scenarios, load, faults.
#[derive(Debug, Parser)]
#[command(name = "loai-phone", version, about)]
pub struct Arguments {
    /// What the phone does.
    #[command(subcommand)]
    pub command: Command,
}

/// What the phone does.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Talks to the bot in the terminal; without arguments as the practice phone of the server on this machine.
    Chat(ChatArgs),
    /// Plays a file of scripted exchanges and fails at the first unmet expectation.
    Scenario(ScenarioArgs),
    /// Many phones in many rooms, at a rate or as fast as possible, measured.
    Load(LoadArgs),
    /// Misbehaves on purpose and checks that others do not suffer.
    Fault(FaultArgs),
}

/// Which server, and what a phone needs to be believed by it.
#[derive(Clone, Debug, Args)]
pub struct ServerArgs {
    /// The server's phone port; by default from the ready file, else 127.0.0.1:37888.
    #[arg(long, value_name = "HOST:PORT")]
    pub connect: Option<String>,
    /// The bot's name; by default the only one that is configured.
    #[arg(long)]
    pub bot: Option<String>,
    /// The bot's phone key; by default read from the configuration.
    #[arg(long, requires = "salt")]
    pub secret: Option<String>,
    /// The bot's phone salt.
    #[arg(long, requires = "secret")]
    pub salt: Option<String>,
    /// The server's configuration directory.
    #[arg(long, value_name = "DIR", default_value = "config")]
    pub config: PathBuf,
    /// The server's data directory.
    #[arg(long, value_name = "DIR", default_value = "data")]
    pub data: PathBuf,
    /// The file with the server's addresses; by default ready.json in the data directory.
    #[arg(long, value_name = "PATH")]
    pub ready_file: Option<PathBuf>,
    /// Connects to other machines, too.
    #[arg(long)]
    pub anywhere: bool,
}

/// Who the phone is and where it sits.
#[derive(Clone, Debug, Args)]
pub struct SeatArgs {
    /// The phone's device id.
    #[arg(long, default_value = "practice-phone")]
    pub device: String,
    /// The client script that the phone behaves like.
    #[arg(long, default_value = "3.2.1", value_parser = client::parse)]
    pub client: Client,
    /// The room's name.
    #[arg(long, default_value = "연습방")]
    pub room: String,
    /// The room's channel id.
    #[arg(long, default_value = "practice")]
    pub channel: String,
    /// Who speaks.
    #[arg(long, default_value = "나")]
    pub sender: String,
    /// The user hash of who speaks.
    #[arg(long, default_value = "practice-user")]
    pub user: String,
}

/// `loai-phone chat`.
#[derive(Debug, Args)]
pub struct ChatArgs {
    /// The server.
    #[command(flatten)]
    pub server: ServerArgs,
    /// The phone.
    #[command(flatten)]
    pub seat: SeatArgs,
}

/// `loai-phone scenario`.
#[derive(Debug, Args)]
pub struct ScenarioArgs {
    /// The file with the exchanges.
    pub file: PathBuf,
    /// The server.
    #[command(flatten)]
    pub server: ServerArgs,
    /// What the file does not say otherwise.
    #[command(flatten)]
    pub seat: SeatArgs,
}

/// `loai-phone fault`.
#[derive(Debug, Args)]
pub struct FaultArgs {
    /// Which fault, or all of them.
    #[arg(value_parser = crate::fault::names())]
    pub name: String,
    /// The server.
    #[command(flatten)]
    pub server: ServerArgs,
    /// The phone that misbehaves; a second one, `DEVICE-friend`, stays healthy beside it.
    #[command(flatten)]
    pub seat: SeatArgs,
    /// The healthy phone's room, if it is another.
    #[arg(long, requires = "friend_channel")]
    pub friend_room: Option<String>,
    /// The channel id of the healthy phone's room.
    #[arg(long, requires = "friend_room")]
    pub friend_channel: Option<String>,
    /// The command with which the healthy phone is told its own words.
    #[arg(long, default_value = "# echo")]
    pub echo: String,
    /// A message that the bot answers.
    #[arg(long, default_value = "안녕")]
    pub text: String,
    /// A message with a long answer, for the slow reader.
    #[arg(long, default_value = "#도움말")]
    pub long: String,
    /// How long a fault may last, in seconds (at most 600).
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=600))]
    pub seconds: u64,
    /// How often a fault repeats itself: connections of a storm, lines of garbage (at most 100,000).
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub count: u32,
    /// What the random bytes grow from.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
}

/// `loai-phone load`.
#[derive(Clone, Debug, Args)]
pub struct LoadArgs {
    /// The server.
    #[command(flatten)]
    pub server: ServerArgs,
    /// The client script that the phones behave like.
    #[arg(long, default_value = "3.2.1", value_parser = client::parse)]
    pub client: Client,
    /// How many phones; their device ids grow from the seed.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub phones: u32,
    /// How many rooms; room I has the channel id 18400000000000000 + I and the name "부하방 I" with five digits.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub rooms: u32,
    /// How long messages are sent (at most one day).
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(0..=86_400))]
    pub seconds: u64,
    /// Messages a second over all phones; without it as fast as the answers come.
    #[arg(long, conflicts_with = "in_flight")]
    pub rate: Option<u32>,
    /// How many unanswered messages a phone may have (64; with --rate without limit).
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=65_536))]
    pub in_flight: Option<u32>,
    /// What everybody says.
    #[arg(long, default_value = "안녕")]
    pub text: String,
    /// What device ids grow from.
    #[arg(long, default_value_t = 1)]
    pub seed: u32,
    /// Where the figures go, as JSON.
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
    /// The server's process, whose memory and processor time are measured; by default that of the ready file.
    #[arg(long, value_name = "PID")]
    pub server_pid: Option<u32>,
    /// Only connects, says {"held":N} and answers pings until standard input ends.
    #[arg(long)]
    pub hold_idle: bool,
    /// Sends no more messages than this.
    #[arg(long)]
    pub max_messages: Option<u64>,
    /// How long an answer may take before it counts as lost, in seconds.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=600))]
    pub patience: u64,
    /// How long a phone waits before it connects again, in milliseconds.
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u64).range(10..=60_000))]
    pub retry_ms: u64,
    /// Prints nothing but errors.
    #[arg(long)]
    pub quiet: bool,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn chat_without_arguments_is_the_practice_phone() {
        let arguments = Arguments::try_parse_from(["loai-phone", "chat"]).unwrap();
        let Command::Chat(chat) = arguments.command else { panic!("chat") };
        assert_eq!((chat.seat.device.as_str(), chat.seat.channel.as_str()), ("practice-phone", "practice"));
        assert_eq!((chat.seat.room.as_str(), chat.seat.sender.as_str()), ("연습방", "나"));
    }

    #[test]
    fn load_understands_its_switches() {
        let line = "loai-phone load --connect 127.0.0.1:1 --bot b --secret s --salt t --client 3.3.3 --phones 3 --rooms 9 \
                    --seconds 2 --rate 100 --text hi --seed 7 --json f --server-pid 1 --quiet";
        let arguments = Arguments::try_parse_from(line.split_whitespace()).unwrap();
        let Command::Load(load) = arguments.command else { panic!("load") };
        assert_eq!((load.phones, load.rooms, load.rate), (3, 9, Some(100)));
        assert!(Arguments::try_parse_from(["loai-phone", "load", "--rate", "1", "--in-flight", "1"]).is_err());
    }
}
