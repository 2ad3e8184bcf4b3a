// Today's hours open where the day is: a line of this minute that lies below what is seen comes into sight.

const line = document.querySelector("#grid .now-line");
const bars = 160; // pixels at the lower edge that the bars may cover

if (line?.checkVisibility() && scrollY === 0 && line.getBoundingClientRect().top > innerHeight - bars) {
  line.scrollIntoView({ block: "center", behavior: "instant" });
}
