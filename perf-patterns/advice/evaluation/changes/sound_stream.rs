//! After PistonDevelopers/piston#358: what the microphone gave is cloned for each callback into a buffer that has room for it;
//! after chatmail/core#5451: a name that is set now and then.
struct Station {
    name: String,
    buffer: Vec<f32>,
    level: f32,
    renamed: u32,
}

impl Station {
    fn audio_in(&mut self, input: &Vec<f32>) {
        //- 1 mistake pooling/clone-from|ownership/clone-to-read|pooling/reuse-vec
        self.buffer = input.clone();
        //+ 1
        self.buffer.clone_from(input);
        //.
    }

    fn audio_out(&mut self, output: &mut [f32]) {
        for (to, from) in output.iter_mut().zip(self.buffer.iter().rev()) {
            *to = *to * 0.5 + *from;
        }
        self.level = self.level * 0.9 + output[7] * 0.1;
    }

    fn rename(&mut self, name: &String) {
        //- 2 lookalike pooling/clone-from|ownership/clone-to-read
        self.name = name.clone();
        //+ 2
        self.name.clone_from(name);
        //.
        self.renamed += 1;
    }
}

fn main() {
    //- 1
    let mut station = Station { name: String::new(), buffer: Vec::new(), level: 0.0, renamed: 0 };
    //+ 1
    let mut station = Station { name: String::new(), buffer: Vec::new(), level: 0.0, renamed: 0 };
    //.
    let mut input = vec![0.0; 64];
    let mut output = vec![0.0; 48];
    for call in 0..5_000_u32 {
        input[(call % 64) as usize] = (call % 17) as f32 * 0.25 - 2.0;
        station.audio_in(&input);
        station.audio_out(&mut output);
        if call % 1_000 == 0 {
            station.rename(&format!("take {}", call / 1_000));
        }
    }
    println!("{} {} {:.4}", station.name, station.renamed, station.level);
}
